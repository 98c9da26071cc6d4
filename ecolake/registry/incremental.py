"""One run of the registry: take in what is new, resolve what it touches, record what changed, and make the tables.

The commit of the events is what makes a run count. Before it, nothing has happened, and a killed run is done again; after it, the next
run finds the tables behind the log and makes them. Belongs here: the order of these steps. Does not belong here: any of the steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry import decisions as decided
from ecolake.registry import events, resolution
from ecolake.registry.derived import Derived, derive
from ecolake.registry.figures import record_figures
from ecolake.registry.history import Successors, Tellers
from ecolake.registry.identity import read_identity
from ecolake.registry.intake import Known, take_in
from ecolake.registry.matching import Matching, read_matching
from ecolake.registry.state import advance, fold
from ecolake.registry.tables import RESOLVED, REVIEW, REVIEWS
from ecolake.registry.wanted import wanted
from ecolake.standards.catalogue import Standards
from ecolake.standards.code_validity import read_span

USCC = "unified_social_credit_code"
_RESOLVED = pl.Schema({**resolution.LINKS, "rules": pl.String()})


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
    with home.lock("registry"):
        known = take_in(home, standards, read_identity(home.standards))
        resolved, review = _resolve(home, known, matching, rules)
        before = fold(events.log(home))
        called = wanted(known.mentions, resolved, known.things, before, tellers)
        news = events.difference(before, called.state, known.mentions, events.Occasion(clock()))
        events.record(home, news)
        state = advance(before, news)
        tables = derive(state, known.mentions, tellers, called.told)
        changed = write(home, tables) | replace_if_changed(home, REVIEW, _reviews(review, tables))
        record_figures(home, known.mentions, tables, events.log(home), clock())
    return Registered(tables.enterprise.height, known.mentions.height, changed, news.height)


def rebuild(home: Home, standards: Standards, as_of: date | None = None) -> Derived:
    """Make the tables from the log and the mentions alone, as of now or of the end of a day; nothing is written."""
    matching = read_matching(home.standards)
    from ecolake.registry.mention_schema import MENTION as MENTIONS
    from ecolake.registry.tables import MENTION

    mentions = lake.scan(home, MENTION, MENTIONS).collect()
    state = fold(events.log(home), as_of)
    return derive(state, mentions, tellers_of(home, standards, matching))


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
    said = decided.read_decisions(home.standards)
    old = lake.scan(home, RESOLVED, _RESOLVED).collect()
    new = known.mentions.join(old.select("mention"), on="mention", how="anti")
    gone = old.join(known.mentions.select("mention"), on="mention", how="anti")
    pairs = list(resolution.REVIEW)
    kept = review = lake.scan(home, REVIEW, REVIEWS).collect().select(pairs)
    is_by_rules = set(old["rules"].unique()) <= {rules}
    if new.is_empty() and gone.is_empty() and is_by_rules:
        return old.drop("rules"), review
    if old.is_empty() or not gone.is_empty() or not is_by_rules:
        told = resolution.resolve(known.mentions, said, matching)
        links, review = told.links, told.review
    else:
        before = known.mentions.join(old.select("mention"), on="mention", how="semi")
        told = resolution.resolve_new(new, before, old.drop("rules"), said, matching)
        links = pl.concat(
            [old.drop("rules").join(told.links.select("mention"), on="mention", how="anti"), told.links]
        ).sort("mention")
        asked = told.links["mention"].implode()
        rest = review.filter(~pl.col("mention").is_in(asked))
        review = pl.concat([rest, told.review]).unique(["mention", "other_mention"]).sort(pairs)
    links = _with_stewards(links, said)
    if not review.sort(pairs).equals(kept.sort(pairs)):
        # Before the links, under which nobody asks again: a run that is killed after them must not lose its doubts.
        lake.replace(home, REVIEW, _shaped(review))
    lake.replace(home, RESOLVED, links.with_columns(pl.lit(rules).alias("rules")))
    return links, review


def _with_stewards(links: pl.DataFrame, said: decided.Decisions) -> pl.DataFrame:
    """Let the evidence of what stewards said name the steward, the day and the note; the last decision counts."""
    named = {
        mention: one.model_dump_json(include={"steward", "decided_on", "note", "decision"})
        for one in said.decisions
        for mention in (one.mention, one.other_mention)
        if mention is not None
    }
    told = pl.DataFrame(
        {"mention": list(named), "_said": list(named.values())},
        schema={"mention": pl.String(), "_said": pl.String()},
    )
    is_said = (pl.col("tier") == "steward") & pl.col("_said").is_not_null()
    return (
        links.join(told, on="mention", how="left", maintain_order="left")
        .with_columns(pl.when(is_said).then("_said").otherwise("evidence").alias("evidence"))
        .drop("_said")
    )


def _reviews(review: pl.DataFrame, tables: Derived) -> pl.DataFrame:
    """The doubtful pairs with the codes that their mentions have now."""
    codes = tables.link.select("mention", "enterprise_code")
    named = review.join(codes, on="mention", how="left").join(
        codes.select(pl.col("mention").alias("other_mention"), pl.col("enterprise_code").alias("other_code")),
        on="other_mention",
        how="left",
    )
    return _shaped(named)


def _shaped(pairs: pl.DataFrame) -> pl.DataFrame:
    """Doubtful pairs as they are kept; without codes where nobody has them yet."""
    codes = [pl.lit(None, pl.String()).alias(name) for name in REVIEWS if name not in pairs.columns]
    rows = pairs.with_columns(codes).select(list(REVIEWS))
    return rows.cast(dict(REVIEWS)).sort(list(REVIEWS))  # type: ignore[arg-type]
