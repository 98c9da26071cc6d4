"""What stewards' decisions mean for the mentions at hand: codes that are given, mentions that go together, mentions kept apart.

Belongs here: decisions turned into tables. Does not belong here: their form and whether they contradict themselves (`decisions`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from ecolake.registry.decisions import Decisions

_PAIR = pl.Schema({"mention": pl.String(), "other_mention": pl.String()})
_GIVEN = pl.Schema({"mention": pl.String(), "code": pl.String()})
_TIERS = ("code", "permit", "steward", "registration", "device", "name_and_place", "splink", "alone")


@dataclass(frozen=True)
class Word:
    """The stewards' word.

    Attributes:
        given: `mention`, `code`.
        same: `mention`, `other_mention`: the smallest of the group, and each of its mentions.
        apart: Pairs.
        mentions: All that any decision names.
    """

    given: pl.DataFrame
    same: pl.DataFrame
    apart: tuple[tuple[str, str], ...]
    mentions: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, decisions: Decisions) -> "Word":
        """Read the decisions."""
        made = decisions.decisions
        given = {one.mention: str(one.code) for one in made if one.decision == "code"}
        pairs = [(one.mention, str(one.other_mention)) for one in made if one.other_mention is not None]
        together = [
            pair
            for pair, one in zip(pairs, (d for d in made if d.other_mention), strict=True)
            if one.decision == "same"
        ]
        apart = [
            pair
            for pair, one in zip(pairs, (d for d in made if d.other_mention), strict=True)
            if one.decision == "different"
        ]
        named = {*given, *(one for pair in pairs for one in pair)}
        return cls(
            pl.DataFrame(sorted(given.items()), schema=_GIVEN, orient="row"),
            pl.DataFrame(sorted(_groups(together)), schema=_PAIR, orient="row"),
            tuple(sorted({(min(pair), max(pair)) for pair in apart})),
            frozenset(named),
        )


def _groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    root: dict[str, str] = {}

    def of(one: str) -> str:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for left, right in pairs:
        ends = sorted((of(left), of(right)))
        root[ends[1]] = ends[0]
    return [(of(one), one) for one in root]


def spread(placed: pl.DataFrame, word: Word) -> pl.DataFrame:
    """Give the mentions that stewards put together the code of those among them that have one.

    Args:
        placed: `mention`, `code`, `tier` of mentions whose enterprise is known.
        word: The stewards' word.

    Returns:
        `mention`, `code` of mentions of such groups that are elsewhere or nowhere. Of several codes in a group the surest counts;
        a mention that carries a valid code itself stays: two valid codes are two enterprises.
    """
    grouped = word.same.select(group="mention", mention="other_mention").join(
        placed, on="mention", how="left"
    )
    rank = pl.col("tier").replace_strict(list(_TIERS), list(range(len(_TIERS))), default=len(_TIERS))
    known = grouped.filter(pl.col("code").is_not_null()).sort(rank, "mention")
    chosen = known.group_by("group", maintain_order=True).agg(pl.col("code").first().alias("chosen"))
    moved = grouped.join(chosen, on="group").filter(
        pl.col("code").is_null() | (pl.col("code") != pl.col("chosen")),
        ~pl.col("tier").is_in(["code", "permit"]).fill_null(value=False),
    )
    return moved.select("mention", code="chosen").sort("mention")


def quarrels(links: pl.DataFrame, word: Word) -> pl.DataFrame:
    """Return `mention`, `code` of mentions that share an enterprise with one that stewards keep them apart from.

    Of the two the less surely linked one has to go, the greater one if both are as sure.
    """
    rank = pl.col("tier").replace_strict(list(_TIERS), list(range(len(_TIERS))), return_dtype=pl.Int64())
    known = links.filter(pl.col("code").is_not_null()).select("mention", "code", rank=rank)
    pairs = pl.DataFrame(list(word.apart), schema=_PAIR, orient="row")
    both = pairs.join(known, on="mention").join(
        known, left_on="other_mention", right_on="mention", suffix="_other"
    )
    goes = pl.when(pl.col("rank") > pl.col("rank_other")).then("mention").otherwise("other_mention")
    return (
        both.filter(pl.col("code") == pl.col("code_other"))
        .select(goes.alias("mention"), "code")
        .unique()
        .sort("mention")
    )
