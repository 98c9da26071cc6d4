"""One run over a settled registry: what is new is resolved among what is known, and only what that touches is worked out again.

It gives what working everything out gives (`incremental`), because everything here is done with the functions that do that, over a part of
the mentions that bears on nothing outside it (`touched`). Belongs here: finding the part, and putting its rows in the place of those that
were there. Does not belong here: what is made of it (`resolution`, `wanted`, `events`, `derived`).
"""

from concurrent.futures import Executor
from dataclasses import dataclass

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry import events
from ecolake.registry.decisions import Decisions
from ecolake.registry.derived import Derived, derive
from ecolake.registry.features import features
from ecolake.registry.history import Tellers
from ecolake.registry.intake import Taken
from ecolake.registry.matching import Matching
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.provisional import ANCHOR
from ecolake.registry.resolution import LINKS, resolve_new_features
from ecolake.registry.resolved import doubts, read_resolved, read_review, with_stewards
from ecolake.registry.sites import OWN_SITE
from ecolake.registry.state import State, advance, anchored, codes_of, links_of
from ecolake.registry.stewards import Word
from ecolake.registry.tables import CODE, CODES, FEATURE, MENTION, THING, THINGS
from ecolake.registry.touched import among, touched
from ecolake.registry.wanted import wanted

# What the state hangs on in a link; a score and the evidence are told with an event, and make none.
_BEARING = [name for name in LINKS if name not in ("score", "evidence")]


@dataclass(frozen=True)
class Kept:
    """What is kept of all that is known, the news among it.

    Attributes:
        mentions: All mentions (`mention_schema.MENTION`).
        things: Facilities and outlets (`tables.THINGS`).
        codes: The table of codes (`tables.CODES`), before the news.
        log: All events (`tables.EVENTS`), without those of the news.
    """

    mentions: pl.LazyFrame
    things: pl.LazyFrame
    codes: pl.LazyFrame
    log: pl.LazyFrame

    @classmethod
    def of(cls, home: Home) -> "Kept":
        """What the lake keeps."""
        mentions, things = lake.scan(home, MENTION, MENTIONS), lake.scan(home, THING, THINGS)
        return cls(mentions, things, lake.scan(home, CODE, CODES), events.log(home))


@dataclass(frozen=True)
class Part:
    """A part of the registry that bears on nothing outside it.

    Attributes:
        before: What the log says of it.
        after: What its mentions call for.
        mentions: Its mentions.
        codes: All codes of it that there may have been.
        tables: Its rows of the derived tables, after.
        events: What happens to it.
    """

    before: State
    after: State
    mentions: pl.DataFrame
    codes: pl.Series
    tables: Derived
    events: pl.DataFrame


@dataclass(frozen=True)
class Links:
    """What matching says before and after the news.

    Attributes:
        before: Of the mentions that were asked for again, as far as they were known (`resolution.LINKS`).
        after: Of all mentions.
        asked: Of those that were asked for.
        review: All doubtful pairs.
    """

    before: pl.DataFrame
    after: pl.DataFrame
    asked: pl.DataFrame
    review: pl.DataFrame

    @property
    def changed(self) -> pl.DataFrame:
        """Of those that were asked for, what is new or told otherwise than before."""
        return self.asked.join(self.before, on=self.asked.columns, how="anti", nulls_equal=True)


def read_known(home: Home) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the mentions are compared by (`features.features`), and their links (`resolution.LINKS`), as the last run left them."""
    return lake.scan(home, FEATURE).collect(), read_resolved(home).drop("rules")


def resolve_news(
    home: Home, taken: Taken, known: tuple[pl.DataFrame, pl.DataFrame], said: Decisions, matching: Matching
) -> Links:
    """Resolve what is new among what is known (`read_known`), and keep what it is compared by."""
    told, kept = known
    review = read_review(home)
    new = taken.mentions.join(kept.select("mention"), on="mention", how="anti")
    if new.is_empty():
        return Links(kept.clear(), kept, kept.clear(), review)
    own = features(new, matching).select(told.columns)
    lake.append(home, FEATURE, own)
    found = resolve_new_features(pl.concat([told, own]), new["mention"], kept, Word.of(said), matching)
    asked = with_stewards(found.links, said)
    before = kept.join(asked.select("mention"), on="mention", how="semi")
    after = pl.concat([kept.join(asked.select("mention"), on="mention", how="anti"), asked])
    return Links(before, after, asked, doubts(review, found))


def work_out(kept: Kept, taken: Taken, links: Links, tellers: Tellers, occasion: events.Occasion) -> Part:
    """Work out the part of the registry that the news touches."""
    changed = links.asked.join(links.before, on=_BEARING, how="anti", nulls_equal=True)["mention"]
    seeds = pl.concat([taken.mentions["mention"], taken.things["mention"], changed])
    keyed = kept.mentions.select("mention", "permit_number", "device_number").collect()
    inside = among(pl.col("mention"), touched(seeds, [links.before, links.after], keyed))
    mentions, things = kept.mentions.filter(inside).collect(), kept.things.filter(inside).collect()
    resolved, old, log = links.after.filter(inside), links.before.filter(inside), kept.log
    given, linked = anchored(log), links_of(log, inside)
    last = int(log.select(pl.col("number").max()).collect().item() or 0)
    called = wanted(mentions, resolved, things, State(linked, given, last), tellers)
    anchors = pl.concat([resolved, old]).select("cluster_division", "cluster_name").unique()
    codes = pl.concat(
        [
            _codes(mentions, linked, things),
            called.state.codes["code"],
            given.join(anchors, left_on=ANCHOR, right_on=anchors.columns, how="semi", nulls_equal=True)[
                "code"
            ],
        ]
    )
    codes = _with_what_hangs_on(codes.unique(), kept.codes)
    before = State(linked, codes_of(log, codes), last)
    news = events.difference(before, called.state, mentions, occasion)
    tables = derive(advance(before, news), mentions, tellers, called.told)
    return Part(before, called.state, mentions, codes, tables, news)


def _codes(mentions: pl.DataFrame, links: pl.DataFrame, things: pl.DataFrame) -> pl.Series:
    """All codes that these mentions may have had by these links: more than there were do no harm."""
    own = pl.concat([links["own_code"].alias("code"), links["enterprise_code"].alias("code")])
    permits = mentions["permit_number"].str.strip_chars().drop_nulls().alias("code")
    sites = pl.concat([permits, (links["own_code"] + OWN_SITE).alias("code")])
    of_mention = pl.concat(
        [
            mentions.select("mention", site=pl.col("permit_number").str.strip_chars()).drop_nulls(),
            links.select("mention", site=pl.col("own_code") + OWN_SITE),
        ]
    )
    numbered = things.join(of_mention, on="mention").select(code=pl.col("site") + pl.col("local_number"))
    devices = mentions["device_number"].drop_nulls().alias("code")
    return pl.concat([own, sites, numbered["code"], devices]).unique()


def _with_what_hangs_on(codes: pl.Series, table: pl.LazyFrame) -> pl.Series:
    """Add codes that nobody speaks of any more, but whose rows tell of one of these: where they lead, or whose they were."""
    columns = ("enterprise_code", "site_code", "redirected_to")
    told = table.select("code", *columns).collect()
    while True:
        hangs = pl.any_horizontal(pl.col(name).is_in(codes.implode()) for name in columns)
        more = pl.concat([codes, told.filter(hangs)["code"]]).unique()
        if len(more) == len(codes):
            return codes
        codes = more


def merge(home: Home, part: Part, pool: Executor) -> Derived:
    """Put the part's rows in the place of those that were there, tables side by side; returns the whole tables."""
    mentions, codes = part.mentions.select("mention"), part.codes
    about = {
        "link": mentions,
        "enterprise": codes.to_frame("enterprise_code"),
        "code": codes.to_frame("code"),
        "history": codes.to_frame("enterprise_code"),
    }
    paths = dict(zip(about, part.tables.tables, strict=True))
    merged = {
        name: pool.submit(_merged, home, paths[name], keys, getattr(part.tables, name))
        for name, keys in about.items()
    }
    return Derived(**{name: done.result() for name, done in merged.items()})


def _merged(home: Home, table: str, about: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Replace in a table all rows about some keys; only what differs is written."""
    there = lake.scan(home, table, rows.schema).collect()
    is_mine = there[about.columns[0]].is_in(about.to_series().implode()).fill_null(value=False)
    mine = there.filter(is_mine)
    new = rows.join(mine, on=rows.columns, how="anti", nulls_equal=True)
    if new.height + mine.height == rows.height:
        if not new.is_empty():
            lake.append(home, table, new)
        return pl.concat([there, new])
    whole = pl.concat([there.filter(~is_mine), rows])
    lake.replace(home, table, whole if table.endswith("/link") else whole.sort(whole.columns))
    return whole
