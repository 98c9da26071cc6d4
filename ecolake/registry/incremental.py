"""One run of the registry: take in what is new, resolve what it touches, record what changed, and make the tables.

The commit of the events is what makes a run count. Before it, nothing has happened, and a killed run is done again; after it, the next
run finds the tables behind the log and makes them. Belongs here: the order of these steps. Does not belong here: any of the steps.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry import decisions as decided
from ecolake.registry import events, resolution
from ecolake.registry.derived import Derived, derive
from ecolake.registry.features import features
from ecolake.registry.figures import record_figures
from ecolake.registry.history import Successors, Tellers
from ecolake.registry.identity import read_identity
from ecolake.registry.intake import Known, Taken, all_known, take_in
from ecolake.registry.matching import Matching, read_matching
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.news import Kept, Links, merge, read_known, resolve_news, work_out
from ecolake.registry.resolved import (
    add_resolved,
    doubts,
    keep_features,
    keep_resolved,
    read_resolved,
    read_review,
    with_codes,
    with_stewards,
)
from ecolake.registry.settled import Settled, settle, settled
from ecolake.registry.state import advance, fold
from ecolake.registry.stewards import Word
from ecolake.registry.tables import FEATURE, MENTION, REVIEW
from ecolake.registry.touched import is_unfollowable
from ecolake.registry.wanted import wanted
from ecolake.standards.catalogue import Standards
from ecolake.standards.code_validity import read_span

USCC = "unified_social_credit_code"
# Tables that are read or written at a time: writing one keeps one processor busy.
_SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class Registered:
    """What the registry holds after a run.

    Attributes:
        enterprises: Enterprises known.
        mentions: Mentions of them.
        changed: Whether this run changed anything.
        events: What happened in this run.
    """

    enterprises: int
    mentions: int
    changed: bool
    events: int = 0


def _now() -> datetime:
    return datetime.now(UTC)


def register(
    home: Home, standards: Standards, rules: str = "", clock: Callable[[], datetime] = _now
) -> Registered:
    """Bring the registry up to what is accepted; tables that would not change are not written.

    Args:
        home: The installation.
        standards: The loaded standards.
        rules: Names the code and the words of matching: under others, every mention is resolved again.
        clock: Tells the time that is recorded.
    """
    matching = read_matching(home.standards)
    tellers = tellers_of(home, standards, matching)
    with home.lock("registry"), ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        left = settled(home, rules, tellers)
        # Read while new rows are asked of many small tables, which keeps one processor busy.
        known = pool.submit(read_known, home) if left else None
        taken = take_in(home, standards, read_identity(home.standards))
        if left is None or known is None or taken.is_whole or _is_unfollowable(home):
            done = _work_out_whole(home, matching, tellers, rules, clock())
        elif taken.mentions.is_empty() and taken.things.is_empty():
            done = Registered(left.enterprises, left.mentions, changed=False)
        else:
            said = decided.read_decisions(home.standards)
            links = resolve_news(home, taken, known.result(), said, matching)
            done = _work_out_news(home, taken, links, tellers, rules, clock(), pool)
        settle(home, rules, tellers, Settled(done.enterprises, done.mentions))
    return done


def _work_out_whole(
    home: Home, matching: Matching, tellers: Tellers, rules: str, now: datetime
) -> Registered:
    known = all_known(home)
    resolved, review = _resolve(home, known, matching, rules)
    before = fold(events.log(home))
    called = wanted(known.mentions, resolved, known.things, before, tellers)
    news = events.difference(before, called.state, known.mentions, events.Occasion(now))
    events.record(home, news)
    tables = derive(advance(before, news), known.mentions, tellers, called.told)
    changed = write(home, tables) | replace_if_changed(home, REVIEW, with_codes(review, tables.link))
    record_figures(home, known.mentions, tables, events.log(home), now)
    return Registered(tables.enterprise.height, known.mentions.height, changed, news.height)


def _work_out_news(
    home: Home, taken: Taken, links: Links, tellers: Tellers, rules: str, now: datetime, pool: Executor
) -> Registered:
    # Written while the rest is worked out; it has to be there before anything has happened.
    kept = pool.submit(add_resolved, home, links.changed, links.after, links.review, rules)
    part = work_out(Kept.of(home), taken, links, tellers, events.Occasion(now))
    kept.result()
    events.record(home, part.events)
    tables = merge(home, part, pool)
    replace_if_changed(home, REVIEW, with_codes(links.review, tables.link))
    sources = lake.scan(home, MENTION, MENTIONS).select("mention", "source").collect()
    record_figures(home, sources, tables, events.log(home), now)
    return Registered(tables.enterprise.height, sources.height, changed=True, events=part.events.height)


def _is_unfollowable(home: Home) -> bool:
    return is_unfollowable(lake.scan(home, MENTION, MENTIONS))


def rebuild(home: Home, standards: Standards, as_of: date | None = None) -> Derived:
    """Make the tables from the log and the mentions alone, as of now or of the end of a day; nothing is written.

    As of a day, only mentions count that were there by its end.
    """
    matching = read_matching(home.standards)
    mentions = lake.scan(home, MENTION, MENTIONS)
    if as_of is not None:
        mentions = mentions.filter(pl.col("first_seen_on") <= as_of)
    state = fold(events.log(home), as_of)
    return derive(state, mentions.collect(), tellers_of(home, standards, matching))


def restore(home: Home, standards: Standards) -> list[str]:
    """Write anew the tables that are not what the log says; returns which."""
    with home.lock("registry"):
        tables = rebuild(home, standards)
        astray = differing(home, tables)
        write(home, tables)
    return astray


def differing(home: Home, tables: Derived) -> list[str]:
    """The tables in the lake that do not hold these rows."""
    return [name for name, frame in tables.tables.items() if not _holds(home, name, frame)]


def write(home: Home, tables: Derived) -> bool:
    """Write the tables that differ; returns whether any did."""
    changed = [replace_if_changed(home, name, frame) for name, frame in tables.tables.items()]
    return any(changed)


def replace_if_changed(home: Home, table: str, frame: pl.DataFrame) -> bool:
    """Write a table anew if it holds other rows."""
    if lake.exists(home, table) and _holds(home, table, frame):
        return False
    lake.replace(home, table, frame)
    return True


def tellers_of(home: Home, standards: Standards, matching: Matching) -> Tellers:
    """Whom to believe about names and places: registers first, then in the order of `survivorship.yaml`."""
    from ecolake.standards.registry_files import load_survivorship

    authority = load_survivorship(home.standards).authority
    return Tellers(registers_of(standards), authority, successors_of(standards, matching))


def registers_of(standards: Standards) -> list[str]:
    """The datasets with one row per enterprise: where enterprises are named."""
    return sorted(one.id for one in standards.datasets.values() if one.key == (USCC,))


def successors_of(standards: Standards, matching: Matching) -> Successors:
    """What came after each division that was abolished, and its first day."""
    codes = standards.codelists[matching.divisions]
    found = {}
    for old in codes.sorted_codes:
        successor = codes.said_of(old, "successor_code")
        since = codes.said_of(successor, "valid_from") if successor else ""
        if since:
            found[old] = (successor, read_span(since, "")[0])
    return found


def _holds(home: Home, table: str, frame: pl.DataFrame) -> bool:
    if lake.schema(home, table) != frame.schema or lake.row_count(home, table) != frame.height:
        return False
    # A Delta table has no order of rows: the writer may lay chunks down as they come.
    return lake.scan(home, table).sort(frame.columns).collect().equals(frame.sort(frame.columns))


def _resolve(home: Home, known: Known, matching: Matching, rules: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who the mentions are; only those are asked for that new ones touch, unless the rules or old ones changed."""
    said, kept, review = decided.read_decisions(home.standards), read_resolved(home), read_review(home)
    new = known.mentions.join(kept.select("mention"), on="mention", how="anti")
    is_less = not kept.join(known.mentions.select("mention"), on="mention", how="anti").is_empty()
    is_by_rules = set(kept["rules"].unique()) <= {rules}
    is_same = new.is_empty() and not is_less and is_by_rules
    if is_same and lake.row_count(home, FEATURE) == known.mentions.height and not _is_of_others(home, known):
        return kept.drop("rules"), review
    told = features(known.mentions, matching)
    keep_features(home, told)
    if is_same:
        return kept.drop("rules"), review
    old, word = kept.drop("rules"), Word.of(said)
    if old.is_empty() or is_less or not is_by_rules:
        found = resolution.resolve_features(told, word, matching)
        links, review = found.links, found.review
    else:
        found = resolution.resolve_new_features(told, new["mention"], old, word, matching)
        rest = old.join(found.links.select("mention"), on="mention", how="anti")
        links, review = pl.concat([rest, found.links]).sort("mention"), doubts(review, found)
    links = with_stewards(links, said)
    keep_resolved(home, links, review, rules)
    return links, review


def _is_of_others(home: Home, known: Known) -> bool:
    kept = lake.scan(home, FEATURE, pl.Schema({"mention": pl.String()}))
    return not kept.join(known.mentions.lazy(), on="mention", how="anti").collect().is_empty()
