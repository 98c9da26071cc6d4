"""The code that the rule makes for who has none: `H9`, six digits of division, `0000`, five digits, one lower-case letter.

The form is that of the trial rule of 2017 for units without a unified social credit code (docs/decisions/0018); how its five digits
and its letter come from the anchor is ours. Belongs here: from an anchor to its code, and never the same code for two. Does not
belong here: which anchors there are (`resolution`), nor what becomes of a code later (`wanted`).
"""

from typing import TYPE_CHECKING

import polars as pl

from ecolake.registry.session import asked

if TYPE_CHECKING:
    from collections.abc import Collection

LETTERS = "abcdefghjklmnpqrstuvwxyz"  # without i and o
SLOTS = 100_000 * len(LETTERS)
ANCHOR = ("anchor_division", "anchor_name")
UNKNOWN_DIVISION = "000000"


def provisional_codes(anchors: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give each anchor its code.

    The digits and the letter are a hash of the anchor. Where two anchors of a division meet in one slot, the one that was seen
    first has it, the other takes the next free one. A code that was given stays with its anchor, whatever comes later.

    Args:
        anchors: `anchor_division`, `anchor_name` and `first_seen_on`; one row an anchor.
        known: The codes given before, of these and of other anchors: `anchor_division`, `anchor_name`, `code`.

    Returns:
        `anchor_division`, `anchor_name`, `code`: a row for each of `anchors`.
    """
    joined = anchors.join(known, on=ANCHOR, how="left", nulls_equal=True)
    old, new = joined.filter(pl.col("code").is_not_null()), joined.filter(pl.col("code").is_null())
    wanted = _slots(new).sort("first_seen_on", *ANCHOR, nulls_last=True)
    given = wanted.with_columns(_code("slot").alias("code"))
    is_free = pl.col("code").is_first_distinct() & ~pl.col("code").is_in(known["code"].implode())
    free = given.filter(is_free)
    late = given.filter(~is_free)
    if not late.is_empty():
        late = _next_free(late, {*known["code"], *free["code"]})
    columns = [*ANCHOR, "code"]
    return pl.concat([part.select(columns) for part in (old, free, late)])


def _slots(anchors: pl.DataFrame) -> pl.DataFrame:
    """Add the six digits and the slot that the anchor's hash names.

    By DuckDB's MD5, because the hash of polars may be another in its next version.
    """
    prefix = pl.col("anchor_division").fill_null("").str.extract(r"^(\d{6})").fill_null(UNKNOWN_DIVISION)
    rows = anchors.with_columns(
        prefix.alias("prefix"),
        pl.concat_str(pl.col("anchor_division").fill_null(""), pl.col("anchor_name"), separator="\n").alias(
            "text"
        ),
    )
    hashed = asked(rows.select("text"), f"text, cast(md5_number_lower(text) % {SLOTS} as bigint) AS slot")
    return rows.join(hashed, on="text").drop("text")


def _code(slot: str) -> pl.Expr:
    number = pl.col(slot)
    digits = (number // len(LETTERS)).cast(pl.String()).str.zfill(5)
    letter = (number % len(LETTERS)).replace_strict(
        list(range(len(LETTERS))), list(LETTERS), return_dtype=pl.String()
    )
    return pl.concat_str(pl.lit("H9"), pl.col("prefix"), pl.lit("0000"), digits, letter)


def _next_free(late: pl.DataFrame, taken: "Collection[str]") -> pl.DataFrame:
    """Walk on from the slot of each anchor; few meet, so that they are walked one by one."""
    used = set(taken)
    codes = []
    for prefix, slot in late.select("prefix", "slot").iter_rows():
        code = next(
            one for step in range(1, SLOTS) if (one := _text(prefix, (slot + step) % SLOTS)) not in used
        )
        used.add(code)
        codes.append(code)
    return late.with_columns(pl.Series("code", codes, pl.String()))


def _text(prefix: str, slot: int) -> str:
    return f"H9{prefix}0000{slot // len(LETTERS):05d}{LETTERS[slot % len(LETTERS)]}"
