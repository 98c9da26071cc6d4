"""Enterprises by their unified social credit code, exactly: the first tier of matching.

Every accepted row with a valid code is a mention; the mentions of one code are one enterprise. Matching by name, address or
device is not here yet, so a row without a code belongs to nobody.
"""

from dataclasses import dataclass

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.validation import META
from ecolake.visibility import visible

CODE = "unified_social_credit_code"
NAME = "enterprise_name"
ENTERPRISE = "registry/enterprise"
MENTION = "registry/mention"

_MENTION_SCHEMA = pl.Schema(
    {
        CODE: pl.String(),
        "source": pl.String(),
        "dataset": pl.String(),
        "_batch": pl.String(),
        "_row": pl.Int64(),
    }
)
_ENTERPRISE_SCHEMA = pl.Schema(
    {CODE: pl.String(), NAME: pl.String(), "first_batch": pl.String(), "mentions": pl.Int64()}
)


@dataclass(frozen=True)
class Registered:
    """What the registry holds after a run.

    Attributes:
        enterprises: Enterprises known.
        mentions: Rows that name one.
        changed: Whether this run changed anything.
    """

    enterprises: int
    mentions: int
    changed: bool


def register(home: Home, standards: Standards) -> Registered:
    """Rebuild mentions and enterprises from the accepted rows; tables that would not change are not written."""
    with home.lock("registry"):
        named = pl.concat([_mentions(home, dataset) for dataset in _naming(standards)] or [_nothing()])
        rows = named.sort("source", "dataset", "_sequence", "_file", "_row").collect()
        mentions = rows.select(list(_MENTION_SCHEMA))
        enterprises = _enterprises(rows)
        changed = _replace_if_changed(home, MENTION, mentions) | _replace_if_changed(
            home, ENTERPRISE, enterprises
        )
    return Registered(enterprises.height, mentions.height, changed)


def _naming(standards: Standards) -> list[Dataset]:
    return [dataset for dataset in standards.datasets.values() if CODE in dataset.items]


def _nothing() -> pl.LazyFrame:
    ours = {"_is_register": pl.Boolean(), "_received_at": pl.Datetime("us", "UTC")}
    place = {"_file": pl.String(), "_sequence": pl.Int64()}
    return pl.LazyFrame(schema={**_MENTION_SCHEMA, NAME: pl.String(), **ours, **place})


def _mentions(home: Home, dataset: Dataset) -> pl.LazyFrame:
    schema = pl.Schema({**META, **dataset.schema})
    rows = visible(home, lake.accepted(dataset.table), dataset, schema)
    return rows.filter(pl.col(CODE).is_not_null()).select(
        pl.col(CODE),
        pl.lit(dataset.source).alias("source"),
        pl.lit(dataset.name).alias("dataset"),
        "_batch",
        "_row",
        (pl.col(NAME) if NAME in dataset.items else pl.lit(None, dtype=pl.String)).alias(NAME),
        # A dataset with one row per enterprise is where enterprises are named.
        pl.lit(dataset.key == (CODE,)).alias("_is_register"),
        "_received_at",
        "_file",
        "_sequence",
    )


def _enterprises(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per code; the name is the latest of a register of enterprises, else the latest of any source.

    Latest by the day: sources are asked side by side, and which of them answers first within a run is chance.
    """
    place = ["source", "dataset", "_sequence", "_file", "_row"]
    order = [pl.col("_received_at").dt.date(), *(pl.col(name) for name in place)]
    named = rows.sort("_is_register", *order)
    return (
        named.group_by(CODE, maintain_order=True)
        .agg(
            pl.col(NAME).drop_nulls().last(),
            pl.col("_batch").sort_by(order).first().alias("first_batch"),
            pl.len().cast(pl.Int64).alias("mentions"),
        )
        .sort(CODE)
        .cast(dict(_ENTERPRISE_SCHEMA))  # type: ignore[arg-type]
    )


def _replace_if_changed(home: Home, table: str, frame: pl.DataFrame) -> bool:
    columns = frame.columns
    # A Delta table has no order of rows: the writer may lay chunks down as they come.
    if lake.exists(home, table) and lake.scan(home, table).sort(columns).collect().equals(
        frame.sort(columns)
    ):
        return False
    lake.replace(home, table, frame)
    return True
