"""What names an enterprise that has no code: a division and a name, or an identifier where there is no name."""

import polars as pl

_INSTEAD = ("permit", "registration", "organisation", "local", "device")


def anchors(features: pl.DataFrame, default_division: str) -> pl.DataFrame:
    """Return `mention`, `anchor_division`, `anchor_name` of each mention.

    Args:
        features: As of `features.features`.
        default_division: Where a mention names no division.
    """
    # A name without any division is that of many: there is a water bureau in every county.
    placed = pl.when(pl.col("area").is_not_null()).then("core")
    adrift = pl.format("{}#mention:{}", "core", "mention")
    other = [pl.format("#{}:{}", pl.lit(kind), kind) for kind in _INSTEAD]
    return features.select(
        "mention",
        anchor_division=pl.col("area").fill_null(default_division),
        anchor_name=pl.coalesce(placed, *other, adrift, pl.format("#mention:{}", "mention")),
    )
