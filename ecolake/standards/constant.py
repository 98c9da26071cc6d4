"""An item's value written once, in the mapping: as a text of the standard's own form."""

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.checks import item_checks


def read_constant(text: str, item: Item) -> tuple[object, str]:
    """Read a text as a value of the item.

    Dates and times are in ISO 8601, a time with its offset from UTC; booleans are `true` and `false`.

    Returns:
        The value, and why the standard does not take it; empty when it does.
    """
    if item.element is None:
        return None, f"'{item.name}' is a nested list, which cannot be written as one text"
    values = pl.DataFrame({item.name: _read(pl.Series([text]), item)})
    value = values[item.name][0]
    if value is None:
        return None, f"'{text}' is no {item.element.type}"
    for check in item_checks(item, from_text=False):
        if values.select(check.failure()).item():
            return None, f"'{text}' {check.message.en}"
    return value, ""


def _read(text: pl.Series, item: Item) -> pl.Series:
    kind = item.polars
    if isinstance(kind, pl.Boolean):
        return text.replace_strict({"true": True, "false": False}, default=None, return_dtype=kind)
    if isinstance(kind, pl.Date):
        return text.str.to_date("%Y-%m-%d", strict=False)
    if isinstance(kind, pl.Datetime):
        zoned = text.str.replace("Z$", "+00:00")
        return zoned.str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%z", time_unit="us", strict=False
        ).dt.convert_time_zone("UTC")
    if isinstance(kind, pl.Decimal):
        # More places than the item has would be rounded in silence.
        exact = text.str.contains(rf"^[+-]?\d+(\.\d{{0,{kind.scale}}}0*)?$")
        return pl.select(pl.when(exact).then(pl.lit(text)).cast(kind, strict=False)).to_series()
    return text.cast(kind, strict=False)
