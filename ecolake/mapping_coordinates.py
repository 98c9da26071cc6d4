"""Items that hold coordinates, converted to CGCS2000 where the source's are shifted (`crs` of a mapping).

Which items: those of the elements `longitude` and `latitude`, a pair by the same name but for that word, and those of
`geometry_wkt`. The numbers themselves: `coordinates`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from ecolake.coordinates import Shifted, to_cgcs2000
from ecolake.standards.catalogue import Item
from ecolake.standards.checks import unread_column
from ecolake.standards.coordinate_items import SHAPE, pairs


class Pair(NamedTuple):
    """Two items that are one place."""

    longitude: str
    latitude: str


def in_cgcs2000(
    frame: pl.LazyFrame, items: Mapping[str, Item], mapped: Iterable[str], crs: Shifted
) -> pl.LazyFrame:
    """Convert all coordinates among the mapped items.

    Of a pair with one half empty the other is unread: it cannot be converted alone. A shape that is no well-known text
    stays as it came.
    """
    taken = [name for name in mapped if name in items]
    return frame.with_columns(
        [
            *(one for pair in pairs(items, taken) for one in _converted(Pair(*pair), items, crs)),
            *(_shape(name, crs) for name in taken if items[name].element_name == SHAPE),
        ]
    )


def _converted(pair: Pair, items: Mapping[str, Item], crs: Shifted) -> Iterator[pl.Expr]:
    kinds = pl.Struct({name: items[name].polars for name in pair})
    both = pl.all_horizontal(pl.col(name).is_not_null() for name in pair)

    def convert(places: pl.Series) -> pl.Series:
        given = [places.struct.field(name).cast(pl.Float64).to_numpy() for name in pair]
        found = to_cgcs2000(given[0], given[1], crs)
        columns = [
            pl.Series(name, values, dtype=pl.Float64).fill_nan(None).cast(items[name].polars, strict=False)
            for name, values in zip(pair, found, strict=True)
        ]
        return pl.DataFrame(columns).to_struct(places.name)

    place = pl.struct(*pair).map_batches(convert, return_dtype=kinds, is_elementwise=True)
    for name in pair:
        yield pl.when(both).then(place.struct.field(name)).alias(name)
        yield (pl.col(unread_column(name)) | (pl.col(name).is_not_null() & both.not_())).alias(
            unread_column(name)
        )


def _shape(name: str, crs: Shifted) -> pl.Expr:
    def convert(texts: pl.Series) -> pl.Series:
        import shapely

        given = np.array(texts.to_list(), dtype=object)
        shapes = shapely.from_wkt(given, on_invalid="ignore")
        moved = shapely.transform(
            shapes, lambda points: np.column_stack(to_cgcs2000(points[:, 0], points[:, 1], crs))
        )
        written = shapely.to_wkt(moved, rounding_precision=8, trim=True)
        return pl.Series(
            texts.name, np.where(shapely.is_missing(shapes), given, written).tolist(), dtype=pl.String
        )

    return pl.col(name).map_batches(convert, return_dtype=pl.String, is_elementwise=True)
