"""The trial of one dataset: which of its rows another standard would judge otherwise.

The answer is that of a real run over the same landed bytes. Most rows are judged from the lake (`stored`), repeated ones, which
the lake does not hold, once a row is rejected that they may repeat (`repeated`). The batches for which that would not be exact are
judged again whole (`landed`): those with rows of one key that contradict each other, once one of them is judged otherwise, and
those that were accepted under some third standard.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from ecolake import accounts, lake
from ecolake.accounts import Account
from ecolake.batch_reader import mapping_of
from ecolake.deduplication import CONFLICT
from ecolake.home import Home
from ecolake.impact.landed import rejected_from_landed
from ecolake.impact.plan import REJECT, Plan
from ecolake.impact.repeated import repeated_rows
from ecolake.impact.stored import StoredRows
from ecolake.impact.turned import PLACE, none_turned, turned
from ecolake.landing import Manifest, manifests
from ecolake.references import Known, known_keys
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.validation import REJECTED
from ecolake.visibility import visible

# Formats whose columns arrive with types of their own.
TYPED = frozenset({"hj212", "parquet", "geo"})


@dataclass(frozen=True)
class DatasetTrial:
    """What would become of the rows of one dataset.

    Attributes:
        plan: What changed in its standard.
        rejected: Rows that would be rejected and are not, as `TURNED`, with the rules that would reject them.
        admitted: Rows that are rejected and would not be, with the rules that rejected them.
        batches: Landed batches in all.
        reread: How many of them were read again from their landed bytes.
        rows: Rows received in the batches that have an account.
    """

    plan: Plan
    rejected: pl.DataFrame
    admitted: pl.DataFrame
    batches: int
    reread: int
    rows: int


def try_dataset(home: Home, plan: Plan, old: Standards, new: Standards) -> DatasetTrial:
    """Judge the rows of one dataset again, as far as its plan says.

    Args:
        home: The installation.
        plan: What changed.
        old: All earlier standards.
        new: All later standards.
    """
    landed = manifests(home, plan.new.source, plan.new.name)
    known = accounts.of_dataset(home, plan.new.source, plan.new.name)
    trial = _Trial(home, plan, _known(home, old, plan.old), _known(home, new, plan.new), landed, known)
    rejected, admitted, again = (none_turned(), none_turned(), landed) if plan.whole else trial.from_lake()
    more, fewer = trial.from_landed(again)
    return DatasetTrial(
        plan=plan,
        rejected=pl.concat([rejected, more]).sort("_sequence", "_file", "_row"),
        admitted=pl.concat([admitted, fewer]).sort("_sequence", "_file", "_row"),
        batches=len(landed),
        reread=len(again),
        rows=sum(account.received for account in known.values()),
    )


def _known(home: Home, standards: Standards, dataset: Dataset) -> Known:
    """Keys that references may name; only those that reject rows matter here."""
    if any(link.severity == REJECT for link in dataset.links):
        return known_keys(home, standards, dataset)
    return {}


@dataclass(frozen=True)
class _Trial:
    home: Home
    plan: Plan
    known_before: Known
    known_after: Known
    landed: list[Manifest]
    accounts: Mapping[str, Account]

    @property
    def stored(self) -> dict[str, Account]:
        """Landed batches whose rows in the lake are those of the old standard."""
        there = {manifest.batch for manifest in self.landed}
        return {
            batch: account
            for batch, account in self.accounts.items()
            if batch in there
            and account.standard_hash == self.plan.old.fingerprint
            and account.status != accounts.UNREADABLE
        }

    def from_lake(self) -> tuple[pl.DataFrame, pl.DataFrame, list[Manifest]]:
        """Rows newly rejected and newly admitted as far as the lake tells, and the batches to read again."""
        stored = self.stored
        rows = StoredRows(self.home, self.plan, self.known_after, sorted(stored))
        failing, candidates = rows.failing(), rows.candidates()
        # What was typed on arrival, a payload of text does not give back.
        again = _batches(candidates) if mapping_of(self.plan.new).read.format in TYPED else set()
        passing = rows.passing(_outside(candidates, again))
        repeated = self._repeated(stored, failing, passing)
        failing = pl.concat([failing, rows.repeating(repeated)])
        if failing.height or passing.height:
            again |= set(rows.conflicting()) & (_batches(failing) | _batches(passing))
        failing, passing = _outside(failing, again), _outside(passing, again)
        meeting = rows.meet(passing, failing, _outside(repeated, again))
        admitted = turned(passing, pl.col("_rules"), payload=pl.col("_payload"))
        beaten = turned(meeting, pl.lit([CONFLICT]), value=pl.lit("")).join(admitted, on=PLACE, how="anti")
        return (
            pl.concat([failing, beaten]),
            admitted.join(meeting, on=PLACE, how="anti"),
            [one for one in self.landed if one.batch in again or one.batch not in stored],
        )

    def from_landed(self, again: list[Manifest]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The same for batches that are read again."""
        if not again:
            return none_turned(), none_turned()
        stored = self.stored
        others = [manifest for manifest in again if manifest.batch not in stored]
        batches = [manifest.batch for manifest in again if manifest.batch in stored]
        table = visible(self.home, lake.rejected(self.plan.old.table), self.plan.old, REJECTED)
        kept = table.filter(pl.col("_batch").is_in(batches)).collect()
        before = pl.concat(
            [
                turned(kept, pl.col("rules"), payload=pl.col("payload")),
                rejected_from_landed(self.home, self.plan.old, others, self.known_before),
            ]
        )
        after = rejected_from_landed(self.home, self.plan.new, again, self.known_after)
        return after.join(before, on=PLACE, how="anti"), before.join(after, on=PLACE, how="anti")

    def _repeated(
        self, stored: Mapping[str, Account], failing: pl.DataFrame, passing: pl.DataFrame
    ) -> pl.DataFrame:
        """The repeated rows that may be judged otherwise, or that a row let in may contradict."""
        # A repetition is judged as the row that it repeats, which the lake holds, unless its batch is judged elsewhere.
        alike = self.plan.is_of_content and len(stored) == len(self.accounts)
        wanted = _batches(passing) if alike and not failing.height else set(stored)
        repeating = [one for one in self.landed if one.batch in wanted and stored[one.batch].duplicate]
        return repeated_rows(self.home, self.plan.old, repeating)


def _batches(rows: pl.DataFrame) -> set[str]:
    return set(rows["_batch"].unique().to_list())


def _outside(rows: pl.DataFrame, batches: Collection[str]) -> pl.DataFrame:
    return rows.filter(pl.col("_batch").is_in(sorted(batches)).not_())
