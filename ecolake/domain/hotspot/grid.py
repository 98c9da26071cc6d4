"""A fixed grid in CGCS2000: every place has one cell, and its name says where it lies.

Belongs here: cells of degrees and their names. Does not belong here: what happens in a cell.
"""

import polars as pl

from ecolake.standards.methods.figure import Figure

_DIGITS = 5


def cell(longitude: pl.Expr, latitude: pl.Expr, size: Figure) -> pl.Expr:
    """Return the name of the cell of a place: column and row of the grid that begins at 0° E, 0° N.

    Args:
        longitude: Degrees, CGCS2000.
        latitude: Degrees.
        size: Of a cell, degrees in both directions.

    Returns:
        As ``G011855-002471``: the 11,855th column from Greenwich, the 2,471st row from the equator.
    """
    column, row = ((one / size.value).floor().cast(pl.Int64) for one in (longitude, latitude))
    return pl.format("G{}-{}", *(one.cast(pl.String).str.zfill(_DIGITS + 1) for one in (column, row)))


def place(name: str) -> tuple[pl.Expr, pl.Expr]:
    """Return column and row of the cells named in a column, as whole numbers."""
    parts = pl.col(name).str.slice(1).str.split("-")
    column, row = (parts.list.get(at).cast(pl.Int64) for at in (0, 1))
    return column, row


def middle(name: str, size: Figure) -> tuple[pl.Expr, pl.Expr]:
    """Return longitude and latitude of the middle of the cells named in a column."""
    longitude, latitude = (((one + 0.5) * size.value).round(6) for one in place(name))
    return longitude, latitude
