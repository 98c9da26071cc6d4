"""What a row knows already: items that its anchor says, as far as they satisfy the standard."""

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import item_checks
from simulator.tables.nature import binding
from simulator.tables.plan import Plan


def bound(frame: pl.DataFrame, dataset: Dataset, plan: Plan) -> tuple[pl.DataFrame, set[str]]:
    """Take over what the anchor says.

    Rows whose key would break the standard are left out; an item that need not be there is left empty where it would.

    Args:
        frame: The anchor's rows.
        dataset: The standard.
        plan: What is said of it; items that it speaks of are not taken over.

    Returns:
        The rows, and the names of the items that they have now.
    """
    fixed: set[str] = set()
    columns = frame.columns
    for name, item in dataset.items.items():
        source = None if item.derived else binding(dataset, name, columns, plan)
        if source is None:
            continue
        typed = frame.with_columns(pl.col(source).cast(item.polars, strict=False).alias(name))
        # The world's check characters are right; to compute them again for every row is slow.
        checks = [check for check in item_checks(item, from_text=False) if check.kind != "check"]
        wrong = pl.Series([False])
        if checks:
            wrong = typed.select(pl.any_horizontal(check.failure() for check in checks)).to_series()
        if wrong.all() or (wrong.any() and item.required and name not in dataset.key):
            # The column is of another kind, or not always there: the item is drawn.
            continue
        if wrong.any():
            emptied = pl.when(wrong).then(None).otherwise(pl.col(name)).alias(name)
            typed = typed.filter(~wrong) if name in dataset.key else typed.with_columns(emptied)
        frame = typed
        fixed.add(name)
    return frame, fixed
