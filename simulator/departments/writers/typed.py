"""A table as a format holds it: texts with the source's marks, or typed columns where the format has types."""

import polars as pl

from ecolake.standards.source import ReadOptions
from simulator.departments.disguise import Kind, Said, marked
from simulator.departments.words import DATE, DATETIME

# A double carries fifteen digits; what is longer is an identifier, not a measurement.
_TYPES: dict[Kind, pl.DataType] = {"number": pl.Float64(), "whole": pl.Int64()}


def takes_any_text(read: ReadOptions, column: str) -> bool:
    """Tell whether any text may stand in a column: not where columns are typed, and not in a point's coordinates."""
    return read.format != "parquet" and not (
        read.format in ("geo", "geojson") and column.startswith("geometry.")
    )


def as_held(said: Said, read: ReadOptions) -> pl.DataFrame:
    """Return the table as the file will hold it; a digest of its rows is one of the rows that are read."""
    if read.format != "parquet":
        return marked(said)
    # A database keeps times and truths as text, for SQLite has no types for them; a Parquet file has.
    return _typed(said, with_all=read.table is None)


def _typed(said: Said, *, with_all: bool) -> pl.DataFrame:
    columns = []
    for column, kind in said.kinds.items():
        value = pl.nth(said.frame.columns.index(column))
        mark = said.marks[column]
        value = value.fill_null(mark) if mark else value
        if kind == "flag" and with_all:
            value = (
                pl.when(value == "true")
                .then(pl.lit(value=True))
                .when(value == "false")
                .then(pl.lit(value=False))
            )
        elif kind in _TYPES:
            value = value.cast(_TYPES[kind], strict=False)
        elif with_all and kind == "day":
            value = value.str.to_date(DATE, strict=False)
        elif with_all and kind == "moment":
            value = value.str.to_datetime(DATETIME, time_unit="us", strict=False)
        columns.append(value.alias(column))
    return said.frame.select(columns)
