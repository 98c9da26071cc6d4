"""From a source's own columns to items: rename, codes, missing marks, units, dates, types.

Columns of text are read here; those that arrive typed in `mapping_typed`, nested lists in `mapping_lists`; several columns
become one item, and one record several readings, in `mapping_reshape`; shifted coordinates are put right in
`mapping_coordinates`. Pure expressions; whether a value is admissible is decided later, by
the compiled standard. What cannot be read as the item's type becomes null with `_unread_<item>` true, never a guess.
"""

from fractions import Fraction

import polars as pl

from ecolake.mapping_coordinates import in_cgcs2000
from ecolake.mapping_lists import read_list
from ecolake.mapping_reshape import COMPOSED, Reading, composed, constant, supplied_by, unpivoted
from ecolake.mapping_typed import directly, instant, scaled, without_marks
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.checks import unread_column
from ecolake.standards.model import Element
from ecolake.standards.reading_unit import reading_unit
from ecolake.standards.source import CodeMap, Mapping, ReadOptions
from ecolake.standards.units import conversion_factor
from ecolake.typed_text import as_text, possible

RAW = "_raw."
_AS_IT_IS = Fraction(1)
_TRUE, _FALSE = "true", "false"
_ISO_DATE = "%Y-%m-%d"
_ISO_DATETIME = "%Y-%m-%dT%H:%M:%S"
_ISO_FRACTION = f"{_ISO_DATETIME}%.f"
# Formats in which a cell may be a date by its own, whatever is agreed on for text; without a time it is a midnight.
DATED = frozenset({"excel"})

# Fields of a nested list are written as the standard has them.
_PLAIN = Mapping(read=ReadOptions(format="json"))


def as_received(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Set the source's columns apart from ours: `_raw.<column>`, whatever the source calls them; `_row` stays."""
    return frame.rename({column: RAW + column for column in frame.collect_schema() if column != "_row"})


def map_table(frame: pl.DataFrame | pl.LazyFrame, dataset: Dataset, mapping: Mapping) -> pl.LazyFrame:
    """Turn source columns into items.

    Args:
        frame: The source's columns as `_raw.<column>` (text, or already typed where the format has types), and ours.
        dataset: The standard.
        mapping: The source's mapping of this dataset.

    Returns:
        All columns of the frame, the received items and `_unread_<item>` for each.
    """
    columns = {item: RAW + column for column, item in mapping.map.items()}
    columns |= {item: COMPOSED + item for item in mapping.compose}
    rows = composed(frame.lazy(), mapping, RAW)
    schema = rows.collect_schema()
    elsewhere = {mapping.unpivot.name, mapping.unpivot.value} if mapping.unpivot else set()
    received = [item for name, item in dataset.items.items() if not item.derived and name not in elsewhere]
    expressions = []
    for item in received:
        if item.name in mapping.constants:
            value, unread = constant(mapping.constants[item.name], item), pl.lit(value=False)
        else:
            value, unread = _read_in_its_unit(schema, columns.get(item.name), item, dataset, mapping)
        expressions += [value.alias(item.name), unread.alias(unread_column(item.name))]
    mapped = rows.with_columns(expressions).drop(COMPOSED + item for item in mapping.compose)
    if mapping.crs != "CGCS2000":
        mapped = in_cgcs2000(mapped, dataset.items, [item.name for item in received], mapping.crs)
    return unpivoted(mapped, mapping.unpivot, dataset.items, _readings(schema, dataset, mapping))


def _read_in_its_unit(
    schema: pl.Schema, column: str | None, item: Item, dataset: Dataset, mapping: Mapping
) -> tuple[pl.Expr, pl.Expr]:
    """The item in the unit that the source gave it in when the row was received, and whether it could not be read."""
    factor = _factor(item.element, mapping.units.get(item.name))
    value, unread = _read_item(schema, column, item, dataset, mapping, factor)
    for day, unit in sorted(mapping.units_since.get(item.name, {}).items()):
        later = _read_item(schema, column, item, dataset, mapping, _factor(item.element, unit))
        received_on = pl.col("_received_at").dt.convert_time_zone(dataset.timezone).dt.date()
        value = pl.when(received_on >= day).then(later[0]).otherwise(value)
        unread = pl.when(received_on >= day).then(later[1]).otherwise(unread)
    return value, unread


def _readings(schema: pl.Schema, dataset: Dataset, mapping: Mapping) -> list[Reading]:
    """What each unpivoted column holds, in its own unit."""
    unpivot = mapping.unpivot
    if unpivot is None:
        return []
    item, name = dataset.items[unpivot.value], dataset.items[unpivot.name]
    readings = []
    for column, code in unpivot.columns.items():
        unit = unpivot.units.get(column)
        factor = conversion_factor(unit, reading_unit(item, name, code) or unit) if unit else _AS_IT_IS
        value, unread = _read_item(schema, RAW + column, item, dataset, mapping, factor)
        readings.append(Reading(code, value, unread))
    return readings


def column_at_fault(mapping: Mapping | None, item: str) -> pl.Expr:
    """The source's column that an item comes from, row by row; without one, the item's own name."""
    if mapping is None:
        return pl.lit(item)
    reading = supplied_by(mapping.unpivot, item)
    return pl.lit(mapping.column_of.get(item, item)) if reading is None else reading


def _read_item(
    schema: pl.Schema,
    column: str | None,
    item: Item,
    dataset: Dataset,
    mapping: Mapping,
    factor: Fraction,
) -> tuple[pl.Expr, pl.Expr]:
    """The item's value, and whether a value was there that could not be read."""
    if column is None or schema.get(column, pl.Null()) == pl.Null:
        return pl.lit(None, dtype=item.polars), pl.lit(value=False)
    kind = schema[column]
    given = without_marks(column, kind, item.name, mapping)
    if item.element is None:
        value = read_list(given, kind, item, lambda text, field: _field(text, field, dataset))
        return value, given.is_not_null() & value.is_null()
    if kind != pl.String:
        return _read_typed(given, kind, item, item.element, dataset, mapping, factor)
    text = _text(given, item.name, mapping)
    value = _typed(text, item, item.element, dataset, mapping, factor)
    return value, text.is_not_null() & value.is_null()


def _read_typed(
    given: pl.Expr,
    kind: pl.DataType,
    item: Item,
    element: Element,
    dataset: Dataset,
    mapping: Mapping,
    factor: Fraction,
) -> tuple[pl.Expr, pl.Expr]:
    """A value that has a type already; with codes, or where its type says something else, its text is read."""
    if item.name in mapping.codes:
        value = None
    elif kind == item.polars and factor == 1:
        if not kind.is_temporal():
            return given, pl.lit(value=False)
        value = possible(given, kind)
    else:
        value = directly(given, kind, element, factor, dataset.timezone)
    if value is None:
        text = _text(as_text(given, kind), item.name, mapping)
        value = _typed(text, item, element, dataset, mapping, factor)
    return value, given.is_not_null() & value.is_null()


def _field(text: pl.Expr, field: Item, dataset: Dataset) -> pl.Expr:
    """The value of a field of a nested list."""
    if field.element is None:
        return pl.lit(None, dtype=field.polars)
    return _typed(text, field, field.element, dataset, _PLAIN, _AS_IT_IS)


def _text(text: pl.Expr, item: str, mapping: Mapping) -> pl.Expr:
    """The text with its codes translated."""
    codes = mapping.codes.get(item)
    if codes is None:
        return text
    return (
        text.replace(dict(codes.values))
        if codes.separator is None
        else _several_codes(text, codes, codes.separator)
    )


def _several_codes(text: pl.Expr, codes: CodeMap, separator: str) -> pl.Expr:
    """Translate a cell of several codes; the order of the map is the order written. An unknown code stays as it was."""
    parts = text.str.split(separator).list.eval(pl.element().str.strip_chars())
    known = pl.concat_list(
        [pl.when(parts.list.contains(source)).then(pl.lit(code)) for source, code in codes.values.items()]
    ).list.drop_nulls()
    complete = parts.list.n_unique() == known.list.len()
    several = known.list.unique(maintain_order=True).list.join(separator)
    return pl.when(complete & text.is_not_null()).then(several).otherwise(text)


def _typed(
    text: pl.Expr, item: Item, element: Element, dataset: Dataset, mapping: Mapping, factor: Fraction
) -> pl.Expr:
    kind = element.type
    if kind.name == "text":
        return text
    if kind.name == "integer":
        # Spreadsheets and JSON writers give whole numbers a fraction of zeros.
        return text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    if kind.name == "decimal":
        return _decimal(text, element, factor)
    if kind.name == "boolean":
        return pl.when(text == _TRUE).then(pl.lit(value=True)).when(text == _FALSE).then(pl.lit(value=False))
    form = mapping.formats.get(item.name)
    dated = mapping.read.format in DATED
    if kind.name == "date":
        day = text.str.to_date(form or _ISO_DATE, strict=False, exact=True)
        if form and dated:
            day = pl.coalesce(day, text.str.to_date(_ISO_DATE, strict=False, exact=True))
        return possible(day, element.type.polars)
    moment = _instant(text, form, dataset.timezone)
    if dated:
        moment = pl.coalesce(moment, _instant(_midnight(text), None, dataset.timezone))
    return possible(moment, element.type.polars)


def _midnight(text: pl.Expr) -> pl.Expr:
    """A day as its first moment; what says more stays."""
    return pl.when(text.str.len_bytes() == len("2026-03-02")).then(text + "T00:00:00").otherwise(text)


def _factor(element: Element | None, unit: str | None) -> Fraction:
    return conversion_factor(unit, element.unit or "1") if unit and element else _AS_IT_IS


def _decimal(text: pl.Expr, element: Element, factor: Fraction) -> pl.Expr:
    """Read exactly: more decimals than the element has are unread unless the element says that it is rounded."""
    kind = element.type
    if factor == 1:
        excess = r"\d*" if element.rounded else "0*"
        plain = text.str.contains(rf"^[+-]?\d*\.?\d{{0,{kind.scale}}}{excess}$")
        return pl.when(plain).then(text).cast(kind.polars, strict=False)
    # A converted value is rounded to the element's scale: it was measured in the other unit.
    wide = pl.when(text.str.contains(r"^[+-]?\d*\.?\d*$")).then(text).cast(pl.Decimal(38, 12), strict=False)
    return scaled(wide, factor).cast(kind.polars, strict=False)


def _instant(text: pl.Expr, form: str | None, timezone: str) -> pl.Expr:
    """Read a local time of the source as an instant; a text with an offset keeps its own.

    Without a form, ISO 8601 is read with `T` or a blank, with or without an offset.
    """
    if form is not None:
        return _with_offset(text, form) if "%z" in form else _local(text, form, timezone)
    iso = text.str.replace(" ", "T", literal=True)
    return pl.coalesce(_local(iso, _ISO_FRACTION, timezone), _with_offset(iso, f"{_ISO_FRACTION}%z"))


def _with_offset(text: pl.Expr, form: str) -> pl.Expr:
    zoned = text.str.replace(r"Z$", "+00:00")
    return zoned.str.to_datetime(form, time_unit="us", strict=False, exact=True).dt.convert_time_zone("UTC")


def _local(text: pl.Expr, form: str, timezone: str) -> pl.Expr:
    naive = text.str.to_datetime(form, time_unit="us", strict=False, exact=True)
    return instant(naive, timezone)
