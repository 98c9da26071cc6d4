"""Columns that arrive typed (Parquet, layers, databases) as items: exactly, or unread; never a guess, never an exception.

What a text means is decided in `mapping`; a typed value for which there is no direct way goes there as its text. Expressions
only.
"""

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from ecolake.standards.data_types import DataType
from ecolake.standards.model import Element
from ecolake.standards.source import Mapping
from ecolake.typed_text import as_text, possible

# How far a binary number may be from the decimal that it was written for, relative to itself.
_NOISE: dict[pl.DataType, float] = {pl.Float64(): 1e-15, pl.Float32(): 1.2e-7}
_MIDNIGHT = pl.time(0, 0, 0)
# What a decimal(38, 12) holds, with room for the rounding of the binary number that is compared with it.
_WIDEST = 0.99 * 10.0 ** (38 - 12)


def without_marks(column: str, kind: pl.DataType, item: str, mapping: Mapping) -> pl.Expr:
    """The cell, null where it is a mark for missing; a text without surrounding space."""
    missing = [*mapping.missing, *mapping.missing_in.get(item, ())]
    if kind != pl.String:
        return present(pl.col(column), kind, missing)
    text = pl.col(column).str.strip_chars()
    return pl.when(text.is_in(missing).not_()).then(text)


def together(frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """Frames as one; a column that comes in several types, because its source has changed it, is written as text in all."""
    schemas = [frame.collect_schema() for frame in frames]
    kinds: dict[str, set[pl.DataType]] = {}
    for schema in schemas:
        for name, kind in schema.items():
            kinds.setdefault(name, set()).add(kind)
    mixed = [name for name, found in kinds.items() if len(found - {pl.Null()}) > 1]
    alike = [
        frame.with_columns(
            as_text(pl.col(name), schema[name]).alias(name) for name in mixed if name in schema
        )
        for frame, schema in zip(frames, schemas, strict=True)
    ]
    return pl.concat(alike, how="diagonal_relaxed")


def present(column: pl.Expr, kind: pl.DataType, missing: list[str]) -> pl.Expr:
    """Null where the value is a mark for missing. NaN is one: writers that have no null write it."""
    marks = [mark for mark in missing if mark]
    if kind.is_float():
        column = column.fill_nan(None)
    if not marks:
        return column
    if kind.is_numeric():
        numbers = [float(mark) for mark in marks if _is_number(mark)]
        return pl.when(column.cast(pl.Float64).is_in(numbers).not_()).then(column) if numbers else column
    return pl.when(as_text(column, kind).is_in(marks).not_()).then(column)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def directly(
    column: pl.Expr, kind: pl.DataType, element: Element, factor: Fraction, timezone: str
) -> pl.Expr | None:
    """Read a typed value as an element, null where it cannot be; None when its text has to be read.

    Args:
        column: The value, null where it is missing.
        kind: Its type.
        element: What it should become.
        factor: What it is multiplied by to have the element's unit.
        timezone: The source's, of times without an offset.
    """
    wanted = element.type
    if kind.is_numeric() and wanted.name == "decimal":
        return _decimal(column, kind, element, factor)
    if kind.is_numeric() and wanted.name == "integer":
        whole = column == column.floor() if not kind.is_integer() else pl.lit(value=True)
        return pl.when(whole).then(column).cast(pl.Int64, strict=False)
    if isinstance(kind, pl.Boolean) and wanted.name == "boolean":
        return column
    if wanted.name in {"date", "datetime"} and isinstance(kind, pl.Date | pl.Datetime):
        return _time(column, kind, wanted, timezone)
    return None


def _decimal(column: pl.Expr, kind: pl.DataType, element: Element, factor: Fraction) -> pl.Expr:
    wanted = element.type.polars
    if factor != 1:
        fitting = _held(column, 38, 12).cast(pl.Decimal(38, 12), strict=False)
        return scaled(fitting, factor).cast(wanted, strict=False)
    read = _held(column, element.type.size, element.type.scale).cast(wanted, strict=False)
    if element.rounded or kind.is_integer():
        return read
    if noise := _NOISE.get(kind):
        near = (read.cast(pl.Float64) - column.cast(pl.Float64)).abs() <= column.abs().cast(
            pl.Float64
        ) * noise
        return pl.when(near).then(read)
    wide = pl.Decimal(38, kind.scale if isinstance(kind, pl.Decimal) else 0)
    return pl.when(read.cast(wide, strict=False) == column.cast(wide, strict=False)).then(read)


def _held(column: pl.Expr, precision: int, scale: int) -> pl.Expr:
    """Null where a decimal has too few digits before the point, rounded: polars fails at such numbers, strict or not."""
    bound = 10.0 ** (precision - scale) - 0.5 * 10.0**-scale
    return pl.when(column.cast(pl.Float64).abs() < bound).then(column)


def scaled(wide: pl.Expr, factor: Fraction) -> pl.Expr:
    """Multiply a decimal(38, 12) by an exact factor; null where the product has too many digits for one."""
    fitting = pl.when(wide.cast(pl.Float64).abs() * factor.numerator < _WIDEST).then(wide)
    return fitting * factor.numerator / pl.lit(factor.denominator, pl.Decimal(38, 0))


def _time(column: pl.Expr, kind: pl.Date | pl.Datetime, wanted: DataType, timezone: str) -> pl.Expr:
    column = possible(column, kind)
    if isinstance(kind, pl.Date):
        return column if wanted.name == "date" else instant(column.cast(pl.Datetime("us")), timezone)
    if wanted.name == "datetime":
        exact = column.dt.cast_time_unit("us")
        return exact.dt.convert_time_zone("UTC") if kind.time_zone else instant(exact, timezone)
    local = column.dt.convert_time_zone(timezone) if kind.time_zone else column
    # A moment within the day is more than a day says.
    return pl.when(local.dt.time() == _MIDNIGHT).then(local.dt.date())


def instant(naive: pl.Expr, timezone: str) -> pl.Expr:
    """Read a local time as an instant: of an hour that comes twice the first, of one that a clock change skipped none."""
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")
