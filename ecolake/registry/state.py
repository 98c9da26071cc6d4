"""What the registry says at one moment: who each mention is of, and what became of each code. It is read off the event log.

Belongs here: the shape of that, and folding the log into it, whole or up to a day. Does not belong here: which state the mentions
call for (`wanted`), what changed between two states (`events`), the tables that others read (`derived`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

ZONE = ZoneInfo("Asia/Shanghai")
_TEXT = pl.String()
LINKS = pl.Schema(
    {
        "mention": _TEXT,
        "enterprise_code": _TEXT,
        "own_code": _TEXT,  # the code that the mention would have by itself
        "tier": _TEXT,
        "rule": _TEXT,
        "score": pl.Float64(),
        "evidence": _TEXT,
    }
)
# Columns of a code that may change; each change is an event.
NAMED = ("enterprise_name", "division_code")
ATTRIBUTES = ("parent", "valid_from", *NAMED)
CODES = pl.Schema(
    {
        "code": _TEXT,
        "kind": _TEXT,
        "parent": _TEXT,  # of a site its enterprise, of a facility, an outlet or a device its site, else its enterprise
        "local_number": _TEXT,
        "anchor_division": _TEXT,  # of a provisional enterprise code: what it was made of
        "anchor_name": _TEXT,
        "valid_from": pl.Date(),
        "enterprise_name": _TEXT,
        "division_code": _TEXT,
        "redirected_to": _TEXT,
        "closed_on": pl.Date(),
    }
)
NEVER = date(1, 1, 1)


@dataclass(frozen=True)
class State:
    """The registry at one moment.

    Attributes:
        links: One row a mention (`LINKS`).
        codes: One row a code that was ever given (`CODES`).
        events: Events it stands on.
    """

    links: pl.DataFrame
    codes: pl.DataFrame
    events: int


NOTHING = State(pl.DataFrame(schema=LINKS), pl.DataFrame(schema=CODES), 0)


def fold(log: pl.LazyFrame, as_of: date | None = None) -> State:
    """Read the state off the log.

    Args:
        log: All events (`tables.EVENTS`), in any order.
        as_of: Only what was recorded until the end of this day in China; everything when None.
    """
    if as_of is not None:
        end = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=ZONE).astimezone(UTC)
        log = log.filter(pl.col("recorded_at") < end)
    return advance(NOTHING, log.collect())


def links_of(log: pl.LazyFrame, wanted: pl.Expr) -> pl.DataFrame:
    """Read off the log who some mentions are of (`LINKS`).

    Args:
        log: All events (`tables.EVENTS`).
        wanted: Whether the mention of an event is asked for.
    """
    told = log.filter(pl.col("kind").is_in(["linked", "closed"]), pl.col("mention").is_not_null(), wanted)
    return _links(NOTHING.links, told.collect(engine="streaming").sort("number"))


def codes_of(log: pl.LazyFrame, codes: pl.Series) -> pl.DataFrame:
    """Read off the log what became of some codes (`CODES`)."""
    of_code = (pl.col("kind") != "linked") & ((pl.col("kind") != "closed") | pl.col("mention").is_null())
    told = log.filter(of_code).join(codes.to_frame("code").lazy(), on="code", how="semi")
    return _codes(NOTHING.codes, told.collect(engine="streaming").sort("number"))


def anchored(log: pl.LazyFrame) -> pl.DataFrame:
    """Read off the log every anchor that was given a provisional code: `anchor_division`, `anchor_name`, `code`."""
    anchor = pl.Struct({"anchor_division": _TEXT, "anchor_name": _TEXT})
    made = log.filter(pl.col("kind") == "assigned", pl.col("code").str.starts_with("H9"))
    return (
        made.select("number", "code", pl.col("evidence").str.json_decode(anchor).alias("anchor"))
        .unnest("anchor")
        .filter(pl.col("anchor_name").is_not_null())
        .collect()
        .sort("number")
        .unique("code", keep="first", maintain_order=True)
        .drop("number")
    )


def advance(state: State, events: pl.DataFrame) -> State:
    """The state after further events (`tables.EVENTS`), in any order."""
    if events.is_empty():
        return state
    rows = events.sort("number")
    return State(_links(state.links, rows), _codes(state.codes, rows), int(rows["number"][-1]))


def _links(links: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    # A mention that is closed is of nobody any more: its rows were accepted once, and are not now.
    told = events.filter(pl.col("kind").is_in(["linked", "closed"]) & pl.col("mention").is_not_null())
    last = told.unique("mention", keep="last", maintain_order=True)
    linked = last.filter(pl.col("kind") == "linked").select(
        "mention",
        pl.col("code").alias("enterprise_code"),
        pl.col("other_code").alias("own_code"),
        "tier",
        "rule",
        "score",
        "evidence",
    )
    return pl.concat([links.join(last.select("mention"), on="mention", how="anti"), linked]).sort("mention")


def _codes(codes: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    assigned = events.filter(pl.col("kind") == "assigned").unique("code", keep="first", maintain_order=True)
    new = assigned.join(codes.select("code"), on="code", how="anti").select(
        "code",
        pl.col("attribute").alias("kind"),
        pl.col("other_code").alias("parent"),
        pl.col("after").alias("local_number"),
        *(
            pl.col("evidence").str.json_path_match(f"$.{name}").alias(name)
            for name in ("anchor_division", "anchor_name", "enterprise_name", "division_code")
        ),
        pl.col("happened_on").alias("valid_from"),
    )
    known = pl.concat([codes, new], how="diagonal")
    for attribute in ATTRIBUTES:
        known = _changed(known, events, attribute)
    is_standing = pl.col("kind").is_in(["assigned", "redirected", "merged", "split", "closed"])
    of_code = pl.col("mention").is_null() | (pl.col("kind") != "closed")
    standing = events.filter(is_standing & of_code)
    last = standing.unique("code", keep="last", maintain_order=True).select(
        "code", pl.when(pl.col("kind") == "closed").then("happened_on").alias("_closed"), _is_told=True
    )
    # What is closed still leads where it led: somebody may have written it down.
    leading = (
        standing.filter(pl.col("kind") != "closed")
        .unique("code", keep="last", maintain_order=True)
        .select(
            "code",
            pl.when(pl.col("kind").is_in(["redirected", "merged"])).then("other_code").alias("_leads"),
            _is_led=True,
        )
    )
    return (
        known.join(last, on="code", how="left")
        .join(leading, on="code", how="left")
        .with_columns(
            pl.when("_is_led").then("_leads").otherwise("redirected_to").alias("redirected_to"),
            pl.when("_is_told").then("_closed").otherwise("closed_on").alias("closed_on"),
        )
        .select(list(CODES))
        .sort("code")
    )


def _changed(codes: pl.DataFrame, log: pl.DataFrame, attribute: str) -> pl.DataFrame:
    """Replace an attribute by what the last event of it says; a value may have been taken away."""
    is_day = codes.schema[attribute] == pl.Date()
    value = pl.col("after").str.to_date() if is_day else pl.col("after")
    last = (
        log.filter(pl.col("kind").is_in(["moved", "renamed"]) & (pl.col("attribute") == attribute))
        .unique("code", keep="last", maintain_order=True)
        .select("code", value.alias("_after"), pl.lit(1).alias("_is"))
    )
    if last.is_empty():
        return codes
    return (
        codes.join(last, on="code", how="left")
        .with_columns(
            pl.when(pl.col("_is").is_not_null())
            .then(pl.col("_after"))
            .otherwise(pl.col(attribute))
            .alias(attribute)
        )
        .drop("_after", "_is")
    )
