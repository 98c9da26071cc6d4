"""Times of a spreadsheet in the words of the source: what a person typed as a date goes in as the source would have written it.

Only cells that a person changed, and columns that the source itself sends typed; a text that the source's format reads stays as typed.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from ecolake.standards.catalogue import Dataset

# Formats whose values arrive with a type; what is kept of them is their text in ISO 8601.
TYPED: Final = frozenset({"parquet", "geo"})
_DATE: Final = "%Y-%m-%d"
_MOMENT: Final = "%Y-%m-%dT%H:%M:%S"
_DAY_LENGTH: Final = len("2026-03-02")


def in_own_format(frame: pl.DataFrame, touched: Mapping[str, pl.Series], dataset: Dataset) -> pl.DataFrame:
    """Write days and moments in the source's own format.

    Args:
        frame: The source's columns as text.
        touched: By column, which cells a person changed.
        dataset: The standard, with its mapping.
    """
    mapping = dataset.mapping
    if mapping is None:
        return frame
    for column, name in mapping.map.items():
        element = dataset.items[name].element
        if element is None or element.type.name not in {"date", "datetime"}:
            continue
        form = mapping.formats.get(name)
        text = pl.col(column)
        wanted = _day(text, form) if element.type.name == "date" else _moment(text, form, dataset.timezone)
        cells = pl.lit(value=True) if mapping.read.format in TYPED else pl.lit(touched[column])
        frame = frame.with_columns(
            pl.when(cells).then(pl.coalesce(wanted, text)).otherwise(text).alias(column)
        )
    return frame


def _day(text: pl.Expr, form: str | None) -> pl.Expr:
    """The text of a day, null where it is the source's already or cannot be told."""
    naive = _naive(text)
    whole = pl.when(naive.dt.time() == pl.time(0, 0, 0)).then(naive.dt.date())
    known = text.str.to_date(form or _DATE, strict=False, exact=True)
    return pl.when(known.is_null()).then(whole.dt.strftime(form or _DATE))


def _moment(text: pl.Expr, form: str | None, timezone: str) -> pl.Expr:
    """The text of a moment, null where it is the source's already or cannot be told."""
    naive = _naive(text)
    if form is None:
        # ISO 8601 is read as it is; a day alone is its first moment.
        return pl.when(text.str.len_bytes() == _DAY_LENGTH).then(naive.dt.strftime(_MOMENT))
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    known = text.str.to_datetime(form, time_unit="us", strict=False, exact=True)
    return pl.when(known.is_null()).then(local.dt.strftime(form))


def _naive(text: pl.Expr) -> pl.Expr:
    """What a spreadsheet's day or moment says."""
    moment = text.str.replace("T", " ", literal=True).str.to_datetime(
        "%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False, exact=True
    )
    return pl.coalesce(moment, text.str.to_date(_DATE, strict=False, exact=True).cast(pl.Datetime("us")))
