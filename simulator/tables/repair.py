"""Make every row satisfy its standard: what breaks a rule is drawn again.

Only what was drawn is drawn again, never what came from the world or from the row referred to. After a few rounds a row
takes the items from one that passes, and what is still wrong then is left out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check, item_checks, rule_check, validity_check
from simulator.tables.dice import Words
from simulator.tables.drawing import Calendar, instants

ROUNDS = 24
_NULLS_FROM = 6
_POSITION = "_position"

Redraw = Callable[[pl.DataFrame, Sequence[str], int], pl.DataFrame]


@dataclass(frozen=True)
class Judge:
    """The checks of a dataset that its received items can answer."""

    dataset: Dataset
    checks: tuple[Check, ...]
    receipts: tuple[tuple[object, object], ...]

    @classmethod
    def of(cls, dataset: Dataset, calendar: Calendar, known: Collection[str] = ()) -> "Judge":
        """Collect the checks; those that name a derived item are for the pipeline to compute.

        Args:
            dataset: The standard.
            calendar: The days.
            known: Items whose values are inside their domains already: only their presence is judged.
        """
        items = {name: item for name, item in dataset.items.items() if not item.derived}
        checks = [
            check
            for item in items.values()
            for check in item_checks(item, from_text=False)
            if item.name not in known or check.kind == "required"
        ]
        checks += [
            check
            for item in items.values()
            for check in validity_check(item, dataset.items, dataset.timezone)
        ]
        rules = [rule_check(rule, dataset.items) for rule in dataset.rules]
        checks += [rule for rule in rules if all(name in items for name in rule.items)]
        return cls(dataset, tuple(checks), instants(calendar.day))

    def failures(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One column a check that some row fails; judged at the end of the day, and two days later."""
        (first, first_on), (later, later_on) = self.receipts
        now = frame.with_columns(pl.lit(first).alias("received_at"), pl.lit(first_on).alias("received_on"))
        found = now.select(check.failure().alias(check.id) for check in self.checks)
        timed = [check for check in self.checks if "received_" in str(check.holds)]
        if timed:
            then = frame.with_columns(
                pl.lit(later).alias("received_at"), pl.lit(later_on).alias("received_on")
            )
            late = then.select(check.failure().alias(check.id) for check in timed)
            found = found.with_columns(found[name] | late[name] for name in late.columns)
        broken = found.select(pl.all().any()).row(0, named=True) if found.height else {}
        return found.select(name for name, fails in broken.items() if fails)

    def items_of(self, check_id: str) -> tuple[str, ...]:
        """The items that a check names."""
        return self._items[check_id]

    @property
    def _items(self) -> Mapping[str, tuple[str, ...]]:
        return {check.id: check.items for check in self.checks}


def repaired(
    frame: pl.DataFrame,
    judge: Judge,
    free: Sequence[str],
    redraw: Redraw,
    conclude: Callable[[pl.DataFrame], pl.DataFrame],
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the rows that pass, in their order, and how many of the others fail each check.

    Args:
        frame: Anchor columns and items.
        judge: The checks.
        free: Items that may be drawn again.
        redraw: Draws items again; takes the rows, the names and the round.
        conclude: Computes the items that follow from others.
    """
    open_rows = frame.with_row_index(_POSITION)
    passed: list[pl.DataFrame] = []
    for turn in range(1, ROUNDS + 1):
        failures = judge.failures(open_rows)
        good = _none(failures, open_rows.height)
        passed.append(open_rows.filter(good))
        open_rows, failures = open_rows.filter(~good), _only(failures, ~good)
        if open_rows.is_empty():
            break
        masks = _masks(failures, judge)
        other = redraw(open_rows, [name for name in free if name in masks], turn)
        open_rows = conclude(_mended(open_rows, other, masks, judge, free, turn))
    left: dict[str, int] = {}
    if not open_rows.is_empty():
        failures = judge.failures(open_rows)
        good = _none(failures, open_rows.height)
        passed.append(open_rows.filter(good))
        donors = pl.concat(passed)
        mended, left = _given(open_rows.filter(~good), _only(failures, ~good), donors, judge, free, conclude)
        passed.append(mended)
    return pl.concat(passed).sort(_POSITION).drop(_POSITION), left


def _none(failures: pl.DataFrame, height: int) -> pl.Series:
    if failures.width == 0:
        return pl.repeat(value=True, n=height, eager=True)
    return ~failures.select(pl.any_horizontal(pl.all())).to_series()


def _only(failures: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    # A frame without columns has no height to filter by.
    return failures.filter(rows) if failures.width else failures


def _mended(
    rows: pl.DataFrame,
    other: pl.DataFrame,
    masks: dict[str, pl.Series],
    judge: Judge,
    free: Sequence[str],
    turn: int,
) -> pl.DataFrame:
    """Take the items that failing checks name from another draw; in later rounds leave them empty where they may be."""
    dataset = judge.dataset
    changed = []
    for name, mask in masks.items():
        optional = not dataset.items[name].required and name not in dataset.key
        if turn >= _NULLS_FROM and optional and (name not in free or turn % 2 == 0):
            changed.append(pl.when(mask).then(None).otherwise(pl.col(name)).alias(name))
        elif name in free:
            changed.append(pl.when(mask).then(other[name]).otherwise(pl.col(name)).alias(name))
    return rows.with_columns(changed)


def _masks(failures: pl.DataFrame, judge: Judge) -> dict[str, pl.Series]:
    masks: dict[str, pl.Series] = {}
    for check in failures.columns:
        for name in judge.items_of(check):
            masks[name] = masks[name] | failures[check] if name in masks else failures[check]
    return masks


def _given(
    rows: pl.DataFrame,
    failures: pl.DataFrame,
    donors: pl.DataFrame,
    judge: Judge,
    free: Sequence[str],
    conclude: Callable[[pl.DataFrame], pl.DataFrame],
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Copy what failing checks name, then all that is free, from a row that passes."""
    key = set(judge.dataset.key)
    out = [rows.clear()]
    for everything in (False, True):
        if rows.is_empty() or donors.is_empty():
            break
        chosen = donors[_places(rows, donors.height)]
        masks = _masks(failures, judge)
        names = [name for name in free if name not in key and (everything or name in masks)]
        rows = conclude(
            rows.with_columns(
                pl.when(pl.lit(value=True) if everything else masks[name])
                .then(chosen[name])
                .otherwise(pl.col(name))
                .alias(name)
                for name in names
            )
        )
        failures = judge.failures(rows)
        good = _none(failures, rows.height)
        out.append(rows.filter(good))
        rows, failures = rows.filter(~good), _only(failures, ~good)
    left = {name: int(failures[name].sum()) for name in failures.columns} if rows.height else {}
    return pl.concat(out), {name: count for name, count in left.items() if count}


def _places(rows: pl.DataFrame, among: int) -> np.ndarray:
    words: Words = rows["_id"].to_numpy()
    return (words % np.uint64(among)).astype(np.int64)
