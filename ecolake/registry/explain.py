"""Why two are one enterprise, or are not: the tiers that were tried, what each compared, and what the statistical model makes of it.

Belongs here: finding what is to be compared, and telling it. Does not belong here: pictures of it (`waterfall`), nor the rules
themselves, which are asked and not told again.
"""

import json
from dataclasses import dataclass
from math import log2
from typing import Any

import polars as pl

from ecolake import lake
from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.registry.decisions import Decision, read_decisions
from ecolake.registry.features import features
from ecolake.registry.lookup import lookup, masked, plain_text
from ecolake.registry.matching import Matching, read_matching
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.resolved import evidence_of
from ecolake.registry.splink_model import scores
from ecolake.registry.tables import LINK, LINKED, MENTION
from ecolake.registry.tiers import IDENTIFIER_RULES, NAME_RULES

_CODE_RULE = "valid_code"
# Pairs of mentions that are compared for two enterprises; the rest would say the same.
_MOST = 40


@dataclass(frozen=True)
class Step:
    """One rule, tried on the two mentions.

    Attributes:
        tier: Of the rule.
        rule: Its name.
        left: What the first mention has for it; None where it lacks a part.
        right: What the second has.
        verdict: `agrees`, `differs` or `missing`.
    """

    tier: str
    rule: str
    left: str | None
    right: str | None
    verdict: str


@dataclass(frozen=True)
class Bar:
    """What one comparison of the model adds, in bits: below 0 it speaks against the two being one."""

    name: str
    weight: float


@dataclass(frozen=True)
class Explained:
    """Why two mentions are one enterprise, or are not.

    Attributes:
        left: The first mention, personal values masked, with its link.
        right: The second.
        is_same: Whether the registry holds them for one enterprise.
        steps: The rules, in the order in which they are tried.
        bars: What the model adds up: what was known before, and each comparison; empty where a name is missing.
        score: The sum, in bits.
        link_from: From this score on two are one.
        review_from: From this score on a steward is asked.
        decisions: What stewards said of the two mentions.
    """

    left: dict[str, Any]
    right: dict[str, Any]
    is_same: bool
    steps: tuple[Step, ...]
    bars: tuple[Bar, ...]
    score: float | None
    link_from: float
    review_from: float
    decisions: tuple[Decision, ...]


def explain(home: Home, left: str, right: str) -> Explained:
    """Explain a pair: mentions by their id, or enterprises by a code or a name; of two enterprises, the mentions most alike.

    Raises:
        UsageError: One of them is unknown, or there are no two different mentions to compare.
    """
    matching = read_matching(home.standards)
    mentions = lake.scan(home, MENTION, MENTIONS).collect()
    links = lake.scan(home, LINK, LINKED).collect()
    ones, others = (_mentions_of(home, text, mentions, links) for text in (left, right))
    ones, others = (_named_first(mentions, side) for side in (ones, others))
    told = features(mentions.filter(pl.col("mention").is_in([*ones, *others])), matching)
    # A mention without a name has nothing that the model could weigh.
    named = set(told.filter(pl.col("core").is_not_null())["mention"])
    ones, others = ([one for one in side if one in named] or side for side in (ones, others))
    pairs = [(one, other) for one in ones for other in others if one != other]
    if not pairs:
        raise _only_one(left, right)
    one, other, scored = _most_alike(told, pairs, matching)
    said = [
        decision
        for decision in read_decisions(home.standards).decisions
        if {decision.mention, decision.other_mention} & {one, other}
    ]
    rows = [_shown(home, mentions, links, mention) for mention in (one, other)]
    return Explained(
        rows[0],
        rows[1],
        rows[0]["enterprise_code"] is not None and rows[0]["enterprise_code"] == rows[1]["enterprise_code"],
        tuple(_steps(told, one, other)),
        _bars(scored, matching),
        scored["score"] if scored else None,
        matching.said.thresholds.link,
        matching.said.thresholds.review,
        tuple(said),
    )


def _mentions_of(home: Home, text: str, mentions: pl.DataFrame, links: pl.DataFrame) -> list[str]:
    wanted = plain_text(text)
    if mentions.filter(pl.col("mention") == wanted.lower()).height:
        return [wanted.lower()]
    found = lookup(home, wanted, limit=1)
    if not found:
        raise UsageError(
            "unknown_enterprise",
            f"The registry knows no mention, code or name '{text}'.",
            f"登记中没有“{text}”这一提及、编码或名称。",
            hint_en="Look for it: ecolake registry lookup TEXT",
            hint_zh="请先查找：ecolake registry lookup 文本",
        )
    code = found[0].enterprise["enterprise_code"]
    return links.filter(pl.col("enterprise_code") == code)["mention"].sort().to_list()


def _named_first(mentions: pl.DataFrame, side: list[str]) -> list[str]:
    rows = mentions.filter(pl.col("mention").is_in(side))
    return rows.sort(pl.col("enterprise_name").is_null(), "mention").head(_MOST)["mention"].to_list()


def _most_alike(
    told: pl.DataFrame, pairs: list[tuple[str, str]], matching: Matching
) -> tuple[str, str, dict[str, Any] | None]:
    """The pair that the model scores highest; the first pair where no two have a name."""
    records = told.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    place = dict(records.select("mention", "record").iter_rows())
    # The model counts a pair once, the smaller record first.
    asked = sorted({(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs})
    frame = pl.DataFrame(asked, schema={"query": pl.Int64(), "evidence": pl.Int64()}, orient="row")
    scored = scores(records, frame, matching.said.model).sort(
        "score", "query", "evidence", descending=[True, False, False]
    )
    if scored.is_empty():
        return *pairs[0], None
    best = scored.row(0, named=True)
    name = {record: mention for mention, record in place.items()}
    one, other = name[best["query"]], name[best["evidence"]]
    return (one, other, best) if (one, other) in pairs else (other, one, best)


def _bars(scored: dict[str, Any] | None, matching: Matching) -> tuple[Bar, ...]:
    if scored is None:
        return ()
    known = matching.said.model["probability_two_random_records_match"]
    prior = Bar("prior", log2(known / (1 - known)))
    return (prior, *(Bar(name[3:], value) for name, value in scored.items() if name.startswith("mw_")))


def _steps(told: pl.DataFrame, one: str, other: str) -> list[Step]:
    rows = [told.row(by_predicate=pl.col("mention") == mention, named=True) for mention in (one, other)]
    found = [_step("code", _CODE_RULE, ("code",), rows, [True, True])]
    for rule in (*IDENTIFIER_RULES, *NAME_RULES):
        may = [
            rule.when is None
            or told.filter(pl.col("mention") == mention).select(rule.when.fill_null(value=False)).item()
            for mention in (one, other)
        ]
        found.append(_step(rule.tier, rule.name, rule.key, rows, may))
    return found


def _step(tier: str, rule: str, key: tuple[str, ...], rows: list[dict[str, Any]], may: list[bool]) -> Step:
    left, right = (
        " | ".join(str(row[name]) for name in key)
        if can and all(row[name] is not None for name in key)
        else None
        for row, can in zip(rows, may, strict=True)
    )
    if left is None or right is None:
        return Step(tier, rule, left, right, "missing")
    return Step(tier, rule, left, right, "agrees" if left == right else "differs")


def _shown(home: Home, mentions: pl.DataFrame, links: pl.DataFrame, mention: str) -> dict[str, Any]:
    row = mentions.row(by_predicate=pl.col("mention") == mention, named=True)
    link = links.filter(pl.col("mention") == mention).drop("mention").to_dicts()
    proof = evidence_of(home, mention)
    told = masked([row])[0] | (link[0] if link else dict.fromkeys(LINKED))
    return told | {"evidence": json.loads(proof) if proof else {}}


def _only_one(left: str, right: str) -> UsageError:
    return UsageError(
        "nothing_to_compare",
        f"'{left}' and '{right}' are one and the same mention, or have none.",
        f"“{left}”与“{right}”是同一条提及，或没有提及可比。",
        hint_en="Name two mentions, codes or names; a code's mentions are shown by: ecolake registry history CODE",
        hint_zh="请给出两条提及、编码或名称；编码的提及见：ecolake registry history 编码",
    )
