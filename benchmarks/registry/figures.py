"""How good is a partition: pairwise precision and recall, B-cubed, and enterprises with different codes in one."""

from typing import Any

import polars as pl


def pairwise(rows: pl.DataFrame) -> dict[str, float]:
    """Compare the partition `cluster` with the partition `truth`, one row a mention."""
    both = _pairs(rows, ["cluster", "truth"])
    found, true = _pairs(rows, ["cluster"]), _pairs(rows, ["truth"])
    return {"precision": both / found if found else 1.0, "recall": both / true if true else 1.0}


def _pairs(rows: pl.DataFrame, by: list[str]) -> int:
    size = pl.col("len").cast(pl.Int64)
    return int(rows.group_by(by).len().select((size * (size - 1) // 2).sum()).item())


def b_cubed(rows: pl.DataFrame) -> dict[str, float]:
    """Precision and recall of each mention, averaged, and their harmonic mean."""
    sized = rows.with_columns(
        both=pl.len().over("cluster", "truth"), found=pl.len().over("cluster"), true=pl.len().over("truth")
    )
    precision, recall = sized.select(
        (pl.col("both") / pl.col("found")).mean(), (pl.col("both") / pl.col("true")).mean().alias("recall")
    ).row(0)
    return {
        "b_cubed_precision": precision,
        "b_cubed_recall": recall,
        "b_cubed_f1": 2 * precision * recall / (precision + recall),
    }


def bad_merges(rows: pl.DataFrame) -> int:
    """Count clusters in which two mentions carry different valid codes themselves."""
    carried = rows.drop_nulls("carried").group_by("cluster").agg(pl.col("carried").n_unique().alias("codes"))
    return carried.filter(pl.col("codes") > 1).height


def by(rows: pl.DataFrame, column: str) -> list[dict[str, Any]]:
    """Of each value of a column: mentions, and the share that is in the cluster of its enterprise and in no other's.

    The cluster of an enterprise is the one with most of its mentions.
    """
    largest = rows.group_by("truth", "cluster").len().sort("len", "cluster", descending=[True, False])
    home = largest.unique("truth", keep="first", maintain_order=True).select("truth", home="cluster")
    owner = largest.unique("cluster", keep="first", maintain_order=True).select("cluster", owner="truth")
    placed = rows.join(home, on="truth").join(owner, on="cluster")
    found = pl.col("cluster") == pl.col("home")
    wrong = pl.col("owner") != pl.col("truth")
    told = placed.group_by(column).agg(
        pl.len().alias("mentions"), found.mean().alias("found"), wrong.sum().alias("wrongly_placed")
    )
    return told.sort(column).to_dicts()
