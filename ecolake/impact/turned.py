"""Rows that are judged otherwise: which, by what, and what they say there.

One shape for rows judged from the lake and from landed bytes.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check
from ecolake.trace.landed import WITHHELD

PLACE = ["_batch", "_file", "_row"]
TURNED = pl.Schema(
    {
        "_batch": pl.String(),
        "_file": pl.String(),
        "_row": pl.Int64(),
        "_sequence": pl.Int64(),
        "rules": pl.List(pl.String()),
        # What the row says in the items concerned, or the row as received: one of the two.
        "value": pl.String(),
        "payload": pl.String(),
    }
)


def none_turned() -> pl.DataFrame:
    """No row."""
    return pl.DataFrame(schema=TURNED)


def turned(frame: pl.DataFrame, rules: pl.Expr, **said: pl.Expr) -> pl.DataFrame:
    """Bring rows into the shape, with what they say as `value` or as `payload`."""
    place = [pl.col(name) for name in TURNED if name.startswith("_")]
    words = [said.get(name, pl.lit(None)).alias(name) for name in ("value", "payload")]
    return frame.select(*place, rules.alias("rules"), *words).cast(dict(TURNED))  # type: ignore[arg-type]


def failing_rules(checks: Sequence[Check], columns: Mapping[str, str]) -> pl.Expr:
    """List the ids of the checks that fail, by the columns that say so."""
    ids = [pl.when(pl.col(columns[check.id])).then(pl.lit(check.id)) for check in checks]
    return pl.concat_list(ids).list.drop_nulls() if ids else pl.lit([], dtype=pl.List(pl.String))


def said(items: Sequence[str], dataset: Dataset, schema: pl.Schema) -> pl.Expr:
    """Write what a row says in these items, as `item=value`; personal values are withheld."""
    parts = []
    for name in items:
        if name not in schema or schema[name].is_nested():
            continue
        shown = pl.lit(WITHHELD) if dataset.items[name].guarded else pl.col(name).cast(pl.String)
        parts.append(pl.when(pl.col(name).is_not_null()).then(pl.lit(f"{name}=") + shown))
    return pl.concat_str(parts, separator=" ", ignore_nulls=True) if parts else pl.lit("")
