"""Records as JSON: documents, lines, messages, and what an interface will serve."""

import json

import polars as pl

from ecolake.standards.source import ReadOptions
from simulator.departments.disguise import Kind, Said

# Control characters below the blank do not occur in what a department types, but for these.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_RAW_NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?$"


def lines(held: pl.DataFrame, said: Said) -> pl.Series:
    """Return one JSON object a row; an empty cell is null, a number is written as one where it is one."""
    parts: list[pl.Expr] = []
    for position, column in enumerate(held.columns):
        opening = ("," if position else "{") + json.dumps(column, ensure_ascii=False) + ":"
        parts += [pl.lit(opening), _value(pl.nth(position), said.kinds[column])]
    return held.select(pl.concat_str([*parts, pl.lit("}")]).alias("record")).to_series()


def document(records: pl.Series, read: ReadOptions) -> bytes:
    """Return a document with the records where the source's `read` block looks for them."""
    text = "[" + ",\n".join(records.to_list()) + "]"
    for name in reversed(read.records.split(".") if read.records else []):
        text = f'{{"count":{len(records)},{json.dumps(name, ensure_ascii=False)}:{text}}}'
    return text.encode(read.encoding)


def ndjson(records: pl.Series, read: ReadOptions) -> bytes:
    """Return one record a line."""
    return "".join(f"{record}\n" for record in records).encode(read.encoding)


def features(held: pl.DataFrame, said: Said) -> bytes:
    """Return a GeoJSON collection; geometry comes from the columns `geometry.…`, all others are properties."""
    own = [column for column in held.columns if not column.startswith("geometry.")]
    properties = lines(held.select(own), said)
    longitude, latitude = (held[f"geometry.{name}"].to_list() for name in ("longitude", "latitude"))
    written = (
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{east or "null"},{north or "null"}]}},"properties":{record}}}'
        for east, north, record in zip(longitude, latitude, properties, strict=True)
    )
    return ('{"type":"FeatureCollection","features":[' + ",\n".join(written) + "]}").encode()


def _value(cell: pl.Expr, kind: Kind) -> pl.Expr:
    text = cell.cast(pl.String)
    quoted = pl.concat_str([pl.lit('"'), text.str.replace_many(_ESCAPES), pl.lit('"')])
    if kind in ("number", "whole"):
        quoted = pl.when(text.str.contains(_RAW_NUMBER)).then(text).otherwise(quoted)
    elif kind == "flag":
        quoted = pl.when(text.is_in(["true", "false"])).then(text).otherwise(quoted)
    elif kind == "list":
        quoted = text
    return pl.when(text.is_null() | (text == "")).then(pl.lit("null")).otherwise(quoted)
