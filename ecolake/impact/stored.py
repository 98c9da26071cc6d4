"""Rows judged from the lake: accepted rows by their typed items, rejected ones mapped again from what was received.

Only the checks that changed are evaluated, over the columns that they name. Which batches may be judged so, and what of keys
that meet twice, is decided in `dataset_trial`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ecolake import lake
from ecolake.batch_reader import mapping_of
from ecolake.deduplication import CONFLICT, deduplicate
from ecolake.home import Home
from ecolake.impact.plan import Plan
from ecolake.impact.turned import PLACE, failing_rules, none_turned, said, turned
from ecolake.impact.typed import typed
from ecolake.mapping import RAW
from ecolake.references import Known, look_up
from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check, unread_column
from ecolake.validation import META, REJECTED
from ecolake.visibility import visible

_FAILS = "_fails_"


@dataclass(frozen=True)
class StoredRows:
    """The stored rows of some batches of one dataset.

    Attributes:
        home: The installation.
        plan: What changed.
        known: What the datasets hold that it refers to.
        batches: The batches.
    """

    home: Home
    plan: Plan
    known: Known
    batches: Sequence[str]

    def failing(self) -> pl.DataFrame:
        """Accepted rows that a changed check rejects, with the key, as `TURNED`."""
        return self._failing(self._with_marks(self._accepted()))

    def repeating(self, repeated: pl.DataFrame) -> pl.DataFrame:
        """The same of rows that only repeat others, as `repeated_rows` gives them."""
        return self._failing(repeated.lazy())

    def candidates(self) -> pl.DataFrame:
        """Rejected rows that nothing but changed checks rejected, as in the rejected table."""
        by_these = pl.col("rules").list.eval(pl.element().is_in(sorted(self.plan.gone))).list.all()
        return self._rejected().filter(by_these & (pl.col("rules").list.len() > 0)).collect()

    def conflicting(self) -> list[str]:
        """Batches in which rows were rejected for the key of an earlier row."""
        rows = self._rejected().filter(pl.col("rules").list.contains(CONFLICT))
        return sorted(rows.select(pl.col("_batch").unique()).collect()["_batch"].to_list())

    def passing(self, candidates: pl.DataFrame) -> pl.DataFrame:
        """Those of the rejected rows that no check of the new standard rejects, as typed rows with `rules` and `payload`."""
        dataset = self.plan.new
        frame = as_received_again(candidates, dataset)
        judged = _judged(typed(frame, dataset), self.plan, self.known)
        rows = judged.filter(_any_fails(self.plan.changed).not_()).collect()
        return _whole_rows(rows, dataset).with_columns(rows["_rules"], rows["_payload"])

    def meet(self, passing: pl.DataFrame, failing: pl.DataFrame, repeated: pl.DataFrame) -> pl.DataFrame:
        """Rows of the same batches that contradict each other once the passing ones are let in."""
        key = ["_batch", *self.plan.new.key]
        rows = passing.drop("_rules", "_payload")
        columns = rows.columns
        beside = pl.concat([self._accepted().select(columns), repeated.lazy().select(columns)])
        near = beside.join(rows.lazy().select(key).unique(), on=key, how="semi", nulls_equal=True)
        near = near.join(failing.lazy().select(PLACE), on=PLACE, how="anti")
        together = pl.concat([_whole_rows(near.collect(), self.plan.new), rows], how="vertical_relaxed")
        return deduplicate(together, together.clear().lazy(), self.plan.new).conflicts

    def _accepted(self) -> pl.LazyFrame:
        schema = pl.Schema({**META, "_flags": pl.List(pl.String()), **self.plan.old.schema})
        table = lake.accepted(self.plan.old.table)
        rows = visible(self.home, table, self.plan.old, schema)
        return rows.filter(pl.col("_batch").is_in(list(self.batches)))

    def _rejected(self) -> pl.LazyFrame:
        table = lake.rejected(self.plan.old.table)
        rows = visible(self.home, table, self.plan.old, REJECTED)
        return rows.filter(pl.col("_batch").is_in(list(self.batches)))

    def _failing(self, rows: pl.LazyFrame) -> pl.DataFrame:
        if not self.plan.changed:
            return none_turned()
        judged = _judged(rows.select(self._needed()), self.plan, self.known)
        out = judged.filter(_any_fails(self.plan.changed)).collect(engine="streaming")
        columns = _columns(self.plan.changed)
        words = [
            pl.when(pl.col(columns[check.id])).then(said(check.items, self.plan.new, out.schema))
            for check in self.plan.changed
        ]
        return turned(out, failing_rules(self.plan.changed, columns), value=pl.coalesce(words))

    def _needed(self) -> list[str]:
        """Columns that the changed checks look at, and what names and shows the row: the others need not be read."""
        roots = {
            name for check in self.plan.changed for name in (*check.holds.meta.root_names(), *check.items)
        }
        if any(check.kind == "reference" for check in self.plan.changed):
            # All references are looked up together, those to the dataset itself among the rows at hand.
            for link in self.plan.new.links:
                roots |= {*link.items, *(link.targets if link.dataset == self.plan.new.id else ())}
        marks = {unread_column(name) for name in self.plan.new.items}
        return [*META, *(name for name in self.plan.new.items if name in roots), *sorted(roots & marks)]

    def _with_marks(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The items and what the checks need beside them; a stored row tells in its flags what could not be read."""
        marks = [
            pl.col("_flags").list.contains(check.id).alias(unread_column(check.items[0]))
            for check in self.plan.changed
            if check.kind == "unread"
        ]
        return rows.with_columns(marks) if marks else rows


def as_received_again(rejected: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The source's own columns of rejected rows, out of their payload."""
    columns = list(mapping_of(dataset).columns)
    shape = pl.Struct(dict.fromkeys(columns, pl.String()))
    values = rejected["payload"].str.json_decode(shape).struct.unnest()
    kept = rejected.select(*META, _rules=pl.col("rules"), _payload=pl.col("payload"))
    return kept.hstack(values.rename({column: RAW + column for column in columns}))


def _judged(rows: pl.LazyFrame, plan: Plan, known: Known) -> pl.LazyFrame:
    """Add a column for each changed check: whether the row fails it."""
    if any(check.kind == "reference" for check in plan.changed):
        rows = look_up(rows, plan.new, known)
    received = pl.col("_received_at")
    local = received.dt.convert_time_zone(plan.new.timezone).dt.date()
    columns = _columns(plan.changed)
    return rows.with_columns(received_at=received, received_on=local).with_columns(
        check.failure().alias(columns[check.id]) for check in plan.changed
    )


def _columns(checks: Sequence[Check]) -> dict[str, str]:
    return {check.id: f"{_FAILS}{number}" for number, check in enumerate(checks)}


def _any_fails(checks: Sequence[Check]) -> pl.Expr:
    return (
        pl.any_horizontal(pl.col(name) for name in _columns(checks).values())
        if checks
        else pl.lit(value=False)
    )


def _whole_rows(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """As in the accepted table, without flags."""
    return rows.select(*META, *(pl.col(name).cast(kind) for name, kind in dataset.schema.items()))
