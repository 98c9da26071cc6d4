"""One item's true values in the source's own words: codes, units, times, marks for missing.

The inverse of what acceptance does when it reads, said apart from it: what is written here and read there must come out as it was.
Does not belong here: which column an item stands in (`disguise`), coordinates (`coordinates`).
"""

from fractions import Fraction
from typing import cast

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.source import CodeMap, Mapping
from ecolake.standards.units import conversion_factor

DATE = "%Y-%m-%d"
DATETIME = "%Y-%m-%d %H:%M:%S"
# What a converted value is read with; a source value with more places would not be read back as it was.
WIDE = pl.Decimal(38, 12)


class UnsayableError(ValueError):
    """The mapping has no words for a true value; it names the item and the value."""


def plain(number: pl.Expr) -> pl.Expr:
    """Write decimals without zeros at the end, as most programs do."""
    text = number.cast(pl.String)
    short = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(text.str.contains(".", literal=True)).then(short).otherwise(text)


def write_item(values: pl.Series, item: Item, mapping: Mapping, timezone: str) -> pl.Series:
    """Write true values of one item as the source would, nulls kept.

    Args:
        values: Typed as the item, or decimals that are wider (a spoilt value need not fit the item).
        item: Whose values.
        mapping: How the source says them.
        timezone: Of the source's clocks.

    Raises:
        UnsayableError: A code that the source has no word for, or a number that it cannot give exactly.
    """
    text = values.to_frame("v").select(_text(pl.col("v"), values, item, mapping, timezone)).to_series()
    codes = mapping.codes.get(item.name)
    return (_coded(text, codes, item) if codes else text).alias(values.name)


def missing_mark(item: Item, mapping: Mapping) -> str:
    """What the source writes where it has no value."""
    marks = mapping.missing_in.get(item.name) or mapping.missing or ("",)
    return marks[0]


def _text(value: pl.Expr, values: pl.Series, item: Item, mapping: Mapping, timezone: str) -> pl.Expr:
    kind = values.dtype
    if kind == pl.Date:
        return value.dt.strftime(mapping.formats.get(item.name, DATE))
    if isinstance(kind, pl.Datetime):
        form = mapping.formats.get(item.name, DATETIME)
        return value.dt.convert_time_zone(timezone).dt.strftime(form)
    if kind == pl.Boolean:
        return pl.when(value).then(pl.lit("true")).when(value.not_()).then(pl.lit("false"))
    if isinstance(kind, pl.Decimal):
        return _number(value, values, item, mapping)
    if isinstance(kind, pl.List):
        encoded = pl.struct(value.alias("v")).struct.json_encode()
        return pl.when(value.is_not_null()).then(encoded.str.slice(5, encoded.str.len_chars() - 6))
    return value.cast(pl.String)


def _number(value: pl.Expr, values: pl.Series, item: Item, mapping: Mapping) -> pl.Expr:
    factor = unit_factor(item, mapping)
    if factor == 1:
        return plain(value)
    said = value.cast(WIDE) * factor.denominator / pl.lit(factor.numerator, pl.Decimal(38, 0))
    back = said * factor.numerator / pl.lit(factor.denominator, pl.Decimal(38, 0))
    given = values.to_frame("v")
    differs = given.filter(back.cast(values.dtype) != value)
    if differs.height:
        raise UnsayableError(f"{item.name}: {differs['v'][0]} cannot be said exactly in the source's unit")
    return plain(said)


def unit_factor(item: Item, mapping: Mapping) -> Fraction:
    """By what a source value is multiplied to become the item's."""
    unit = mapping.units.get(item.name)
    if unit is None or item.element is None:
        return Fraction(1)
    return conversion_factor(unit, item.element.unit or "1")


def _coded(text: pl.Series, codes: CodeMap, item: Item) -> pl.Series:
    """Say our codes in the source's: the first of its codes that means ours."""
    ours: dict[str, str] = {}
    for theirs, code in codes.values.items():
        ours.setdefault(code, theirs)
    # Distinct values only: a column of a million rows has few codes.
    said = {
        value: _say(value, ours, codes, item)
        for value in cast("list[str]", text.drop_nulls().unique().to_list())
    }
    return text.replace_strict(list(said), list(said.values()), return_dtype=pl.String) if said else text


def _say(value: str, ours: dict[str, str], codes: CodeMap, item: Item) -> str:
    if codes.separator is not None and codes.separator in value:
        parts = sorted(value.split(codes.separator), key=list(ours).index)
        return codes.separator.join(ours[part] for part in parts)
    if value in ours:
        return ours[value]
    if value in codes.values and codes.values[value] != value:
        raise UnsayableError(f"{item.name}: the source has no code for '{value}', and means another by it")
    return value
