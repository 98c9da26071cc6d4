"""Typed values as text, each of any type that a file may hold: never an exception, and never a value that is lost.

Belongs here: how a value is written down. Does not belong here: what it means for an item (`mapping_typed`).
"""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
from polars.datatypes import DataTypeClass

# Beyond it not every whole number is one of its own.
_WHOLE = float(2**53)
_EPOCH = date(1970, 1, 1)
# The years from 1 to 9999. Others have no text that is agreed on, Python has no value for them, and polars panics at some.
_DAYS = ((date(1, 1, 1) - _EPOCH).days, (date(9999, 12, 31) - _EPOCH).days)
_PER_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_A_DAY = int(timedelta(days=1).total_seconds())


def possible(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Null where a date or a moment is of no year from 1 to 9999; other types as they are."""
    if isinstance(kind, pl.Date):
        first, last = _DAYS
    elif isinstance(kind, pl.Datetime) and kind.time_unit != "ns":
        day = _A_DAY * _PER_SECOND[kind.time_unit]
        first, last = _DAYS[0] * day, (_DAYS[1] + 1) * day - 1
    else:
        return column
    return pl.when(column.to_physical().is_between(first, last)).then(column)


def as_text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Write a typed value as a source would: numbers plainly, times in ISO 8601, lists and structures as JSON."""
    if kind.is_float():
        whole = (column == column.floor()) & (column.abs() < _WHOLE)
        return (
            pl.when(whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    if isinstance(kind, pl.Decimal) and kind.scale:
        return column.cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
    if kind.is_temporal():
        # A time without a text is its number.
        return pl.coalesce(_time_text(column, kind), column.to_physical().cast(pl.String))
    if isinstance(kind, pl.Binary):
        # Marked, as the digits might pass for a number.
        return pl.lit("0x") + column.bin.encode("hex")
    if kind.is_nested():
        wrapped = pl.struct(_plain(column, kind).alias("_")).struct.json_encode()
        return pl.when(column.is_not_null()).then(wrapped.str.slice(len('{"_":')).str.head(-1))
    return column.cast(pl.String, strict=False)


def as_json(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Give a value as one that JSON holds exactly: texts, whole numbers, lists and structures; all others as text."""
    if kind.is_nested():
        return _plain(column, kind)
    return column if isinstance(kind, pl.String) or kind.is_integer() else as_text(column, kind)


def _time_text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.Datetime):
        form = "%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if kind.time_zone else "")
        return possible(column, kind).dt.strftime(form)
    if isinstance(kind, pl.Duration):
        return column.dt.to_string("iso")
    return possible(column, kind).cast(pl.String, strict=False)


def _plain(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Give a nested value with text in the place of what polars writes into JSON not at all, or differently."""
    if not _has(kind, _is_odd):
        return column
    if isinstance(kind, pl.Struct):
        fields = [
            _plain(column.struct.field(one.name), _kind(one.dtype)).alias(one.name) for one in kind.fields
        ]
        return pl.when(column.is_not_null()).then(pl.struct(fields))
    if isinstance(kind, pl.Map):
        # As entries: an object could not give a key twice, a map can.
        entries = pl.List(pl.Struct({"key": kind.key, "value": kind.value}))
        return _plain(column.cast(entries), entries)
    if isinstance(kind, pl.List | pl.Array):
        listed = column.arr.to_list() if isinstance(kind, pl.Array) else column
        return listed.list.eval(_plain(pl.element(), _kind(kind.inner)))
    return as_text(column, kind)


def _is_odd(kind: pl.DataType) -> bool:
    return kind.is_temporal() or isinstance(kind, pl.Binary | pl.Map)


def _has(kind: pl.DataType, wanted: Callable[[pl.DataType], bool]) -> bool:
    if isinstance(kind, pl.Struct):
        return any(_has(_kind(one.dtype), wanted) for one in kind.fields)
    if isinstance(kind, pl.List | pl.Array):
        return _has(_kind(kind.inner), wanted)
    return wanted(kind)


def _kind(kind: pl.DataType | DataTypeClass) -> pl.DataType:
    """Return the type itself; polars may give its class where it has no parameters."""
    return kind() if isinstance(kind, type) else kind
