"""Nested lists as items: decoded from JSON text, or taken from a column that is a list already, field by field.

Belongs here: the frame of a list. Does not belong here: what the text of a field means (`mapping`).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.typed_text import as_text

# What the text of a field becomes.
ReadField = Callable[[pl.Expr, Item], pl.Expr]


def read_list(column: pl.Expr, kind: pl.DataType, item: Item, read: ReadField) -> pl.Expr:
    """Read a nested list; null where it is no list of records with fields that can be read.

    Args:
        column: JSON text, or a list of structures; null where it is missing.
        kind: Its type.
        item: The item, with the fields that its records have.
        read: Reads the text of one field as its item, null where it cannot be.
    """
    if kind == item.polars:
        return column
    fields = list(item.each or ())
    if isinstance(kind, pl.String):
        return column.map_batches(
            lambda texts: _typed(_decoded(texts, fields), fields, read),
            return_dtype=item.polars,
            is_elementwise=True,
        )
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        given = dict(kind.inner.to_schema())
        return column.map_batches(
            lambda lists: _typed(_spelled(lists, given, fields), fields, read),
            return_dtype=item.polars,
            is_elementwise=True,
        )
    return pl.lit(None, dtype=item.polars)


def _shape(fields: list[Item]) -> pl.List:
    return pl.List(pl.Struct({field.name: pl.String() for field in fields}))


def _decoded(texts: pl.Series, fields: list[Item]) -> pl.Series:
    # Not polars' own way, which makes numbers of digits and takes one of two values of a key. Texts are often the same.
    different = texts.unique()
    read = {text: _records(text, fields) for text in different.to_list()}
    return pl.Series(texts.name, [read[text] for text in texts.to_list()], dtype=_shape(fields))


def _records(text: str | None, fields: list[Item]) -> list[dict[str, str | None]] | None:
    try:
        records = json.loads(
            text or "null", parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        return None
    rows = [{field.name: record.get(field.name) for field in fields} for record in records]
    if any(isinstance(value, dict | list) for row in rows for value in row.values()):
        return None
    return [{name: _word(value) for name, value in row.items()} for row in rows]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that gives a key twice is none, for nobody can tell which value is meant."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key comes twice")
    return members


def _word(value: Any) -> str | None:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _spelled(lists: pl.Series, given: Mapping[str, Any], fields: list[Item]) -> pl.Series:
    """Write each field of a typed list as text; one that is not there is null."""
    texts = [
        as_text(pl.element().struct.field(field.name), given[field.name]).alias(field.name)
        if field.name in given
        else pl.lit(None, dtype=pl.String).alias(field.name)
        for field in fields
    ]
    return lists.list.eval(pl.struct(texts))


def _typed(decoded: pl.Series, fields: list[Item], read: ReadField) -> pl.Series:
    whole = pl.element()
    values, unread = [], [whole.is_null()]
    for field in fields:
        text = whole.struct.field(field.name).str.strip_chars()
        text = pl.when(text != "").then(text)
        value = read(text, field)
        values.append(value.alias(field.name))
        unread.append(text.is_not_null() & value.is_null())
    frame = decoded.alias("list").to_frame()
    typed = pl.col("list").list.eval(pl.struct(values))
    bad = pl.col("list").list.eval(pl.any_horizontal(unread)).list.any()
    return frame.select(pl.when(bad.not_()).then(typed)).to_series()
