"""Keep what the accepted rows say of enterprises: read new batches once, and remember which were read.

Belongs here: the tables of mentions, of things, and of the batches that they come from. Does not belong here: how a batch is read
(`mentions`, `things`), who the mentions are (`resolution`).
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.registry.identity import Identity, roles
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.mentions import mention_sql, naming, read_mentions
from ecolake.registry.tables import BATCH, BATCHES, MENTION, THING, THINGS
from ecolake.registry.things import earliest, numbered, read_things
from ecolake.standards.catalogue import Dataset, Standards


@dataclass(frozen=True)
class Known:
    """What is known of enterprises before anybody asks who is who.

    Attributes:
        mentions: Sorted by mention (`mention_schema.MENTION`).
        things: Sorted (`tables.THINGS`).
    """

    mentions: pl.DataFrame
    things: pl.DataFrame


@dataclass(frozen=True)
class Taken:
    """What a run found that was not known.

    Attributes:
        mentions: New, or known and told of an earlier day now (`mention_schema.MENTION`).
        things: New, or known and seen earlier now (`tables.THINGS`).
        is_whole: Whether a dataset was read again whole, so that something may be gone.
    """

    mentions: pl.DataFrame
    things: pl.DataFrame
    is_whole: bool


@dataclass(frozen=True)
class _News:
    """What one dataset says that is not known yet."""

    dataset: Dataset
    mentions: pl.DataFrame
    things: pl.DataFrame
    read: pl.DataFrame
    is_whole: bool


_THING_KEY = ("mention", "kind", "local_number")


def take_in(home: Home, standards: Standards, identity: Identity) -> Taken:
    """Read what was accepted since, and keep it. The caller holds the lock `registry`.

    A batch is read once. One that was judged again, or a dataset that names its enterprises by other items now, lets the whole
    dataset be read again: what its rows do not say any more is forgotten. Killed on the way, the same batches are read again.
    """
    read = _there(home, BATCH, BATCHES)
    news = list(_news(home, standards, identity, read))
    mentions = _earliest([pl.DataFrame(schema=MENTIONS), *(one.mentions for one in news)])
    things = earliest(pl.concat([pl.DataFrame(schema=THINGS), *(one.things for one in news)]))
    if any(one.is_whole for one in news) or not all(_is_in_form(home, *table) for table in _KEPT):
        _take_whole(home, news, read)
        return Taken(mentions, things, is_whole=True)
    taken = Taken(
        _add(home, MENTION, mentions, ("mention",), lambda rows: _earliest([rows])),
        _add(home, THING, things, _THING_KEY, earliest),
        is_whole=False,
    )
    if news:
        lake.append(home, BATCH, pl.concat([one.read for one in news]))
    return taken


def all_known(home: Home) -> Known:
    """All that is kept."""
    mentions, things = _there(home, MENTION, MENTIONS), _there(home, THING, THINGS)
    return Known(mentions.sort("mention"), things.sort(list(THINGS)))


_KEPT = ((MENTION, MENTIONS), (THING, THINGS), (BATCH, BATCHES))


def _is_in_form(home: Home, table: str, columns: pl.Schema) -> bool:
    return lake.schema(home, table) == columns


def _take_whole(home: Home, news: list[_News], read: pl.DataFrame) -> None:
    known = Known(_there(home, MENTION, MENTIONS), _there(home, THING, THINGS))
    whole = [one.dataset.id for one in news if one.is_whole]
    of_whole = pl.concat_str("source", "dataset", separator=".").is_in(whole)
    again = known.mentions.filter(of_whole).select("mention")
    mentions = _earliest([known.mentions.filter(~of_whole), *(one.mentions for one in news)])
    kept = known.things.join(again, on="mention", how="anti")
    things = earliest(pl.concat([kept, *(one.things for one in news)]))
    _keep(home, MENTION, known.mentions, mentions, ["mention"])
    _keep(home, THING, known.things, things, list(_THING_KEY))
    _keep(home, BATCH, read, pl.concat([read.filter(~of_whole), *(one.read for one in news)]), list(BATCHES))


def _add(
    home: Home,
    table: str,
    rows: pl.DataFrame,
    key: tuple[str, ...],
    first: Callable[[pl.DataFrame], pl.DataFrame],
) -> pl.DataFrame:
    """Keep the rows that are not there, or tell of an earlier day than those that are; return these."""
    if rows.is_empty():
        return rows
    there, asked = lake.scan(home, table, rows.schema), rows.lazy().select(key)
    # The keys alone are read first: mostly none of the rows is known.
    met = there.select(key).join(asked, on=key, how="semi").collect(engine="streaming")
    known = there.join(met.lazy(), on=key, how="semi").collect() if met.height else rows.clear()
    news = first(pl.concat([known, rows])).join(known, on=rows.columns, how="anti", nulls_equal=True)
    if known.join(news, on=key, how="semi").is_empty():
        if not news.is_empty():
            lake.append(home, table, news)
    else:
        rest = there.join(news.lazy().select(key), on=key, how="anti").collect()
        lake.replace(home, table, pl.concat([rest, news]).sort(rows.columns))
    return news


def _there(home: Home, table: str, columns: pl.Schema) -> pl.DataFrame:
    """The rows of a table; one of an older form, that lacks a column, counts as empty."""
    is_known = columns.keys() <= lake.schema(home, table).keys()
    return lake.scan(home, table, columns).collect() if is_known else pl.DataFrame(schema=columns)


def _news(home: Home, standards: Standards, identity: Identity, read: pl.DataFrame) -> Iterator[_News]:
    by_dataset = read.partition_by("source", "dataset", as_dict=True)
    named = naming(standards, identity)
    for dataset in named:
        attempts = accounts.attempts(home, dataset.source, dataset.name)
        before = by_dataset.get((dataset.source, dataset.name), pl.DataFrame(schema=BATCHES))
        way = _way(dataset, identity)
        done = dict(before.select("batch", "attempt").iter_rows())
        is_whole = not (done.items() <= attempts.items() and set(before["way"]) <= {way})
        wanted = sorted(attempts if is_whole else attempts.keys() - done.keys())
        if wanted or is_whole:
            yield _read(home, dataset, identity, {name: attempts[name] for name in wanted}, is_whole=is_whole)
    gone = by_dataset.keys() - {(one.source, one.name) for one in named}
    for source, name in sorted(gone):
        if forgotten := standards.datasets.get(f"{source}.{name}"):
            yield _News(
                forgotten,
                pl.DataFrame(schema=MENTIONS),
                pl.DataFrame(schema=THINGS),
                pl.DataFrame(schema=BATCHES),
                is_whole=True,
            )


def _read(
    home: Home, dataset: Dataset, identity: Identity, attempts: dict[str, int], *, is_whole: bool
) -> _News:
    batches = None if is_whole else list(attempts)
    things = (
        read_things(home, dataset, identity, batches) if numbered(dataset) else pl.DataFrame(schema=THINGS)
    )
    read = pl.DataFrame({"batch": list(attempts), "attempt": list(attempts.values())}).select(
        pl.lit(dataset.source).alias("source"),
        pl.lit(dataset.name).alias("dataset"),
        pl.col("batch").cast(pl.String()),
        pl.col("attempt").cast(pl.Int64()),
        pl.lit(_way(dataset, identity)).alias("way"),
    )
    return _News(dataset, read_mentions(home, dataset, identity, batches), things, read, is_whole)


def _way(dataset: Dataset, identity: Identity) -> str:
    """Names how a dataset is read: by which expression, and which numbers."""
    said = f"{mention_sql(dataset, identity)} {sorted(roles(dataset, identity).items())} {numbered(dataset)}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _earliest(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """One row a mention: of its first day the smallest batch, and the first day that any of its rows tells of."""
    rows = pl.concat(parts)
    first = rows.sort("mention", "first_seen_on", "first_batch").unique(
        "mention", keep="first", maintain_order=True
    )
    again = rows.group_by("mention").agg(pl.col("observed_from").min())
    return first.drop("observed_from").join(again, on="mention").select(list(MENTIONS))


def _keep(home: Home, table: str, before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> None:
    """Write what is new; all of it only where a row that is there already must go or change."""
    columns = after.columns
    added = after.join(before.select(key), on=key, how="anti", nulls_equal=True)
    stays = after.join(before, on=columns, how="semi", nulls_equal=True).height == before.height
    if lake.schema(home, table) != after.schema or not stays or before.height + added.height != after.height:
        lake.replace(home, table, after)
    elif not added.is_empty():
        lake.append(home, table, added)
