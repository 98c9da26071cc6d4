"""Mentions: the distinct tuples of identity values in the accepted rows of a dataset.

Belongs here: how a row's mention is named, and how mentions are read. Does not belong here: which items they come from
(`identity`), whose they are (`resolution`), and how they are kept.
"""

from collections.abc import Collection

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.identity import Identity, roles
from ecolake.registry.mention_schema import IDENTITY, MENTION, PLACE
from ecolake.registry.session import asked
from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.validation import META
from ecolake.visibility import visible

# A day is a day here, whatever the zone of the machine.
_HERE = "Asia/Shanghai"
# Between values, and instead of one that is not there: neither is in any text that is accepted.
_BETWEEN, _ABSENT = "chr(31)", "chr(30)"
_RECEIVED, _FILE_ORDER = "_received_at", "_sequence"


def naming(standards: Standards, identity: Identity) -> list[Dataset]:
    """The datasets whose rows name an enterprise of their own, by id."""
    return [one for _, one in sorted(standards.datasets.items()) if roles(one, identity)]


def mention_sql(dataset: Dataset, identity: Identity) -> str:
    """One DuckDB expression that computes the mention of a row of the dataset's accepted table.

    Args:
        dataset: A dataset whose rows name an enterprise.
        identity: Which items name it (`identity.read_identity`).
    """
    found = roles(dataset, identity)
    values = [
        _value(role, dataset.items[item]) if (item := found.get(role)) else _ABSENT for role in IDENTITY
    ]
    return f"md5(concat_ws({_BETWEEN}, '{dataset.source}', '{dataset.name}', {', '.join(values)}))"


def _value(role: str, item: Item) -> str:
    column = f'"{item.name}"'
    # A place as a number of fixed digits: its type may become wider without becoming another place.
    text = f"format('{{:.6f}}', CAST({column} AS DOUBLE))" if role in PLACE else f"CAST({column} AS VARCHAR)"
    return f"coalesce({text}, {_ABSENT})"


def read_mentions(
    home: Home, dataset: Dataset, identity: Identity, batches: Collection[str] | None = None
) -> pl.DataFrame:
    """Read the mentions of a dataset's visible accepted rows, sorted (`mention_schema.MENTION`).

    Args:
        home: The installation.
        dataset: A dataset whose rows name an enterprise.
        identity: Which items name it.
        batches: Only rows of these; of all when None.
    """
    found = roles(dataset, identity)
    times = _times(dataset)
    items = sorted({*found.values(), *times})
    meta = {name: META[name] for name in (lake.BATCH, _RECEIVED, _FILE_ORDER)}
    schema = pl.Schema({**meta, **{name: dataset.items[name].polars for name in items}})
    rows = visible(home, lake.accepted(dataset.table), dataset, schema)
    if batches is not None:
        rows = rows.filter(pl.col(lake.BATCH).is_in(sorted(batches)))
    own = list(dict.fromkeys(found.values()))
    observed = pl.min_horizontal([_day(dataset.items[name]) for name in times]) if times else _NEVER
    named = rows.filter(pl.any_horizontal([pl.col(name).is_not_null() for name in _naming_items(found)]))
    distinct = (
        named.with_columns(_observed=observed)
        .group_by(own)
        .agg(
            pl.col(_RECEIVED).min(),
            pl.col(lake.BATCH).sort_by(_RECEIVED, _FILE_ORDER, lake.BATCH).first(),
            pl.col("_observed").min(),
        )
        .collect(engine="streaming")
    )
    return _named(distinct, dataset, identity, found)


_NEVER = pl.lit(None, pl.Date())


def _naming_items(found: dict[str, str]) -> list[str]:
    return [
        item for role, item in found.items() if role not in ("address", "division_code", "telephone", *PLACE)
    ]


def _times(dataset: Dataset) -> list[str]:
    """The items of the key that say when: what a row says of an enterprise was so then."""
    return [name for name in dataset.key if (item := dataset.items[name]).element and _is_time(item)]


def _is_time(item: Item) -> bool:
    kind = item.element.type.name if item.element else ""
    return kind in ("date", "datetime") or item.element_name in ("year", "census_year")


def _day(item: Item) -> pl.Expr:
    column = pl.col(item.name)
    if item.element and item.element.type.name == "datetime":
        return column.dt.convert_time_zone(_HERE).dt.date()
    return column if item.polars == pl.Date() else pl.date(column, 1, 1)


def _named(
    distinct: pl.DataFrame, dataset: Dataset, identity: Identity, found: dict[str, str]
) -> pl.DataFrame:
    """Give each tuple its name and the columns of a mention."""
    names = asked(distinct, f"{mention_sql(dataset, identity)} AS mention")
    values = {
        role: pl.col(found[role]).cast(MENTION[role]) if role in found else pl.lit(None, MENTION[role])
        for role in IDENTITY
    }
    received = pl.col(_RECEIVED).dt.convert_time_zone(_HERE).dt.date()
    return (
        distinct.with_columns(names["mention"])
        .select(
            "mention",
            pl.lit(dataset.source).alias("source"),
            pl.lit(dataset.name).alias("dataset"),
            *(value.alias(role) for role, value in values.items()),
            pl.col(lake.BATCH).alias("first_batch"),
            received.alias("first_seen_on"),
            pl.col("_observed").alias("observed_from"),
        )
        # Two places that differ beyond the sixth decimal are one.
        .sort("first_seen_on", "first_batch")
        .unique("mention", keep="first", maintain_order=True)
        .sort("mention")
        .cast(dict(MENTION))  # type: ignore[arg-type]
    )
