"""Mentions made by hand, and a registry that is run over them without a lake."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl

from ecolake.registry import events
from ecolake.registry.derived import derive
from ecolake.registry.history import Tellers
from ecolake.registry.intake import Taken
from ecolake.registry.mention_schema import MENTION
from ecolake.registry.news import Kept, Links, work_out
from ecolake.registry.resolution import LINKS
from ecolake.registry.state import fold
from ecolake.registry.tables import EVENTS, THINGS
from ecolake.registry.wanted import wanted

TELLERS = Tellers(
    ("market_regulation.enterprise",), ("market_regulation",), {"350681": ("350604", date(2021, 1, 1))}
)
FIRST = datetime(2026, 3, 2, 4, tzinfo=UTC)


def mention(name, **values):
    """A mention; `seen` is its first day as a number."""
    day = date(2026, 3, 2) + timedelta(days=values.pop("seen", 0))
    told = {
        "mention": name,
        "source": "ecology",
        "dataset": "penalty_case",
        "first_batch": "b",
        "first_seen_on": day,
    }
    return {**dict.fromkeys(MENTION), **told, **values}


def link(name, code=None, cluster=None, anchor=None, tier="code", **values):
    """What matching says of a mention: the enterprise by code or by the anchor that names it, and its own anchor."""
    division, cluster_name = cluster or (None, None)
    own_division, own_name = anchor or (None, None)
    told = {
        "mention": name,
        "unified_social_credit_code": code,
        "cluster_division": division,
        "cluster_name": cluster_name,
        "anchor_division": own_division,
        "anchor_name": own_name,
        "tier": tier,
        "rule": "by_hand",
        "evidence": "{}",
    }
    return {**dict.fromkeys(LINKS), **told, **values}


@dataclass
class Book:
    """A log that grows by runs."""

    log: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVENTS))
    runs: int = 0
    mentions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MENTION))
    links: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LINKS))
    things: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=THINGS))

    def run(self, mentions, links, things=()):
        """One run over all mentions known by now; returns its events."""
        self.mentions = pl.DataFrame(mentions, schema=MENTION)
        resolved = self.links = pl.DataFrame(links, schema=LINKS)
        found = self.things = pl.DataFrame(things, schema=THINGS, orient="row")
        before = fold(self.log.lazy())
        after = wanted(self.mentions, resolved, found, before, TELLERS).state
        occasion = events.Occasion(FIRST + timedelta(days=self.runs))
        news = events.difference(before, after, self.mentions, occasion)
        self.log = pl.concat([self.log, news])
        self.runs += 1
        return news

    def run_over_news(self, mentions, links, things=()):
        """One run over what was not known before, and the part of the registry that it touches; returns that part."""
        known, resolved = pl.DataFrame(mentions, schema=MENTION), pl.DataFrame(links, schema=LINKS)
        found = pl.DataFrame(things, schema=THINGS, orient="row")
        news = Taken(
            known.join(self.mentions, on=list(MENTION), how="anti", nulls_equal=True),
            found.join(self.things, on=list(THINGS), how="anti"),
            is_whole=False,
        )
        said = Links(self.links, resolved, resolved, pl.DataFrame())
        occasion = events.Occasion(FIRST + timedelta(days=self.runs))
        kept = Kept(known.lazy(), found.lazy(), self.tables().code.lazy(), self.log.lazy())
        part = work_out(kept, news, said, TELLERS, occasion)
        self.mentions, self.links, self.things = known, resolved, found
        self.log = pl.concat([self.log, part.events])
        self.runs += 1
        return part

    def tables(self, as_of=None):
        """The tables that the log gives."""
        return derive(fold(self.log.lazy(), as_of), self.mentions, TELLERS)

    def code(self, code):
        """What the table of codes says of one."""
        return self.tables().code.row(by_predicate=pl.col("code") == code, named=True)
