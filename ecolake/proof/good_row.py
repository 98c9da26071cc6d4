"""Find a row that a standard lets pass, by repairing a sample of admissible rows.

Local search over whole frames: the items named by failing checks get other values until some row fails nothing. Rows with
few empty items win, as an empty item satisfies most checks without telling anything.
"""

import random

import polars as pl

from ecolake.proof.judge import Judge
from ecolake.standards.rule_search import combinations, values

TRIES = 256
ROUNDS = 40


def good_row(judge: Judge) -> pl.DataFrame | None:
    """Return one row that fails no check at all, or None when the search found none.

    Args:
        judge: The dataset and its checks.
    """
    dataset = judge.dataset
    pools = {name: values(item, dataset.rules) for name, item in dataset.items.items()}
    for name in judge.filled:
        pools[name] = pools[name].drop_nulls()
    rows = _full_first(combinations(pools, seed=dataset.id, tries=TRIES), pools)
    best = rows
    for turn in range(ROUNDS):
        failures = judge.failures(best)
        clean = best.filter(failures.fold(lambda a, b: a | b).not_())
        if not clean.is_empty():
            return _fullest(clean)
        best = _repaired(best, failures, judge, pools, turn)
    return None


def _full_first(rows: pl.DataFrame, pools: dict[str, pl.Series]) -> pl.DataFrame:
    """Begin with the rows in which nothing that may be filled is empty."""
    first = pl.DataFrame({name: pool.gather([0]) for name, pool in pools.items()})
    return pl.concat([first, rows])


def _repaired(
    rows: pl.DataFrame,
    failures: pl.DataFrame,
    judge: Judge,
    pools: dict[str, pl.Series],
    turn: int,
) -> pl.DataFrame:
    """Take a row with few failures, mostly the best, and vary what its failing checks name."""
    counts = failures.select(pl.sum_horizontal(pl.all().cast(pl.UInt32)).alias("n"))["n"]
    empty = rows.select(pl.sum_horizontal(pl.all().is_null().cast(pl.UInt32)).alias("n"))["n"]
    order = pl.DataFrame({"n": counts, "empty": empty}).with_row_index().sort("n", "empty", "index")["index"]
    start = order[0] if turn % 4 else order[min(turn // 4, len(order) - 1)]
    row = rows.slice(start, 1)
    failing = [name for name in failures.columns if failures[name][start]]
    dice = random.Random(f"{judge.dataset.id}:{turn}")  # noqa: S311  a sample, no secret
    vary = {item for name in failing for item in judge.items_of(name)} or set(pools)
    neighbours = [item for item in pools if item not in vary]
    vary |= set(dice.sample(neighbours, k=min(len(neighbours), turn // 8)))
    varied = combinations({n: pools[n] for n in sorted(vary)}, seed=f"{judge.dataset.id}:{turn}", tries=TRIES)
    fixed = row.select(n for n in rows.columns if n not in vary)
    spread = fixed.select(pl.all().repeat_by(varied.height).explode()) if fixed.width else fixed
    near = pl.concat([spread, varied], how="horizontal").select(rows.columns)
    return pl.concat([row, near])


def _fullest(rows: pl.DataFrame) -> pl.DataFrame:
    empty = pl.sum_horizontal(pl.all().is_null().cast(pl.UInt32))
    return rows.with_row_index("_i").sort(empty, "_i").drop("_i").head(1)
