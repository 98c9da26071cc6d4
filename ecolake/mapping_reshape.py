"""A table in another shape: several columns as one item, one record as several readings, and what no column says.

Expressions only. How a cell becomes a value is the business of `mapping`; here it is only put where it belongs.
"""

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ecolake.mapping_typed import without_marks
from ecolake.standards.catalogue import Item
from ecolake.standards.checks import unread_column
from ecolake.standards.constant import read_constant
from ecolake.standards.reshaping import Unpivot, parts
from ecolake.standards.source import Mapping
from ecolake.typed_text import as_text

_READINGS = "_readings"
COMPOSED = "_composed."


@dataclass(frozen=True)
class Reading:
    """What one unpivoted column holds.

    Attributes:
        code: What the standard calls it.
        value: The value, null where there is none.
        unread: Whether a value was there that could not be read.
    """

    code: str
    value: pl.Expr
    unread: pl.Expr


def composed(frame: pl.LazyFrame, mapping: Mapping, prefix: str) -> pl.LazyFrame:
    """Add the text that each composed item is read from, as `_composed.<item>`.

    Args:
        frame: The source's columns, their names behind the prefix.
        mapping: The mapping.
        prefix: What sets the source's columns apart.
    """
    schema = frame.collect_schema()
    return frame.with_columns(
        _join(schema, item, template, mapping, prefix).alias(COMPOSED + item)
        for item, template in mapping.compose.items()
    )


def _join(schema: pl.Schema, item: str, template: str, mapping: Mapping, prefix: str) -> pl.Expr:
    """Join the parts; null where one is missing, as half a date is none."""
    pieces: list[pl.Expr] = []
    for text, column in parts(template):
        pieces.append(pl.lit(text))
        if column:
            pieces.append(_part(schema, prefix + column, item, mapping))
    return pl.concat_str(pieces)


def _part(schema: pl.Schema, column: str, item: str, mapping: Mapping) -> pl.Expr:
    if column not in schema:
        return pl.lit(None, dtype=pl.String)
    kind = schema[column]
    given = without_marks(column, kind, item, mapping)
    return given if kind == pl.String else as_text(given, kind)


def constant(text: str, item: Item) -> pl.Expr:
    """The value of an item that the source means and does not write."""
    return pl.lit(read_constant(text, item)[0], dtype=item.polars)


def unpivoted(
    mapped: pl.LazyFrame, unpivot: Unpivot | None, items: Mapped[str, Item], readings: Sequence[Reading]
) -> pl.LazyFrame:
    """Give each reading a row, in the order of the records and then of the columns; all else is repeated."""
    if unpivot is None:
        return mapped
    code = items[unpivot.name].polars
    each = [
        pl.struct(
            pl.lit(one.code, dtype=code).alias(unpivot.name),
            one.value.alias(unpivot.value),
            one.unread.alias(unread_column(unpivot.value)),
        )
        for one in readings
    ]
    rows = mapped.with_columns(pl.concat_list(each).alias(_READINGS)).explode(_READINGS).unnest(_READINGS)
    return rows.with_columns(pl.lit(value=False).alias(unread_column(unpivot.name)))


def supplied_by(unpivot: Unpivot | None, item: str) -> pl.Expr | None:
    """The column that an unpivoted item comes from, row by row; None for any other item."""
    if unpivot is None or item not in (unpivot.name, unpivot.value):
        return None
    return pl.col(unpivot.name).replace({code: column for column, code in unpivot.columns.items()})


def row_place(mapping: Mapping | None) -> list[str]:
    """The columns that tell the received rows of one or more batches apart."""
    return ["_batch", "_file", "_row", *reading_place(mapping)]


def reading_place(mapping: Mapping | None) -> list[str]:
    """The column that tells the readings of one record apart, where there are several."""
    return [mapping.unpivot.name] if mapping and mapping.unpivot else []
