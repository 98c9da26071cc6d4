"""Judge a group of batches and write what became of their rows; the account comes last and commits them.

What a group is, and which batches are due, is decided in `acceptance`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import polars.selectors as cs

from ecolake import accounts, lake
from ecolake.absence import Absence, absent, in_force, is_withdrawal, no_absence
from ecolake.accounts import Account, RuleCount
from ecolake.batch_reader import (
    BatchReading,
    mapping_of,
    mended_links,
    read_batch,
    whole_batch_unreadable,
)
from ecolake.domain.derivation import resolve as resolve_derivation
from ecolake.drift.watch import Watch
from ecolake.home import Home
from ecolake.lake_mending import refuse_machine
from ecolake.landing import Manifest
from ecolake.mapping import map_table
from ecolake.mapping_reshape import reading_place
from ecolake.mapping_typed import together
from ecolake.outcome import Outcome, by_batch, outcome_of, rule_counts
from ecolake.references import Known, known_keys
from ecolake.scratch import scratch_folder
from ecolake.spool import Spool
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.compile import CompiledStandard, compile_dataset
from ecolake.validation import META
from ecolake.visibility import visible

Clock = Callable[[], datetime]

# Faults of the machine, not of the data: the run stops, and the batch stays pending.
_MACHINE = (OSError, MemoryError)
# Whatever a hostile file provokes must not stop the other batches; a panic of polars is no Exception.
_PROVOKED = (Exception, pl.exceptions.PanicException)

# The order of rows in the lake; withdrawn keys have no place in a file.
_PLACE = cs.by_name("_sequence", "_file", "_row", require_all=False)
# The readings of one record have one place, and a plan that runs in parallel gives them in any order.
_WHY = [pl.col("columns").list.join("\n"), pl.col("rules").list.join("\n")]


class Acceptor:
    """Accepts batches of one dataset.

    Args:
        home: The installation.
        standards: All standards: those of the datasets referred to say what their keys are.
        dataset: The standard.
        clock: Source of commit times.
        known: The accounts that its batches have so far.
    """

    def __init__(
        self,
        home: Home,
        standards: Standards,
        dataset: Dataset,
        clock: Clock,
        known: Mapping[str, Account],
    ) -> None:
        self._home = home
        self._standards = standards
        self._dataset = dataset
        self._standard: CompiledStandard = compile_dataset(dataset)
        self._clock = clock
        self._attempts = {batch: account.attempt for batch, account in known.items()}
        self._generation = max((account.generation for account in known.values()), default=1)
        self._watch = Watch(home, standards, dataset, clock)
        self._referred: Known = {}

    def accept(self, group: Sequence[Manifest], *, again: bool = False) -> list[Account]:
        """Accept a group in one commit each of accepted rows, rejected rows and accounts.

        Args:
            group: Batches, in landing order.
            again: Whether it is judged, or follows what is judged, for another time.

        Returns:
            Their accounts, without those of batches that wait for a person.
        """
        with scratch_folder(self._home) as scratch:
            return self._accept(group, Spool(scratch), again=again)

    def _accept(self, group: Sequence[Manifest], spool: Spool, *, again: bool) -> list[Account]:
        started = time.perf_counter()
        first = group[0].sequence
        self._referred = known_keys(self._home, self._standards, self._dataset, before=first)
        known = self._known(first)
        readings = self._read(group, spool)
        self._watch.commit()
        if not readings:
            return []
        readings, outcome = self._judge(readings, known, spool)
        rejected = pl.concat([outcome.rejected, *(reading.rejected.lazy() for reading in readings)])
        table = self._dataset.table
        self._write(
            lake.accepted(table), outcome.accepted, spool, within=reading_place(self._dataset.mapping)
        )
        self._write(lake.rejected(table), rejected, spool, within=_WHY)
        if any(reading.manifest.is_workbook for reading in readings):
            links = mended_links(self._home, self._dataset, readings, spool.folder)
            self._write(lake.mended(table), links.lazy(), spool)
        absence = self._absence(readings, known)
        self._write(lake.withdrawn(table), absence.withdrawn.lazy(), spool)
        seconds = (time.perf_counter() - started) / len(readings)
        counts = _Counts.of(outcome, rejected)
        generation = self._generation + again
        done = [self._account(reading, counts, absence, generation, seconds) for reading in readings]
        accounts.commit(self._home, done)
        return done

    def _read(self, group: Sequence[Manifest], spool: Spool) -> list[BatchReading]:
        """Read batches, those that wait left out; one on which the program itself fails is set aside, and the others go on."""
        readings = []
        for manifest in group:
            try:
                contract = self._watch.contract(manifest)
                reading = read_batch(self._home, self._dataset, manifest, spool, contract)
                if (judged := self._watch.judge(reading)) is not None:
                    readings.append(judged)
            except _MACHINE:
                raise
            except _PROVOKED as fault:
                refuse_machine(self._home, fault)
                readings.append(whole_batch_unreadable(manifest, fault))
        return readings

    def _judge(
        self, readings: list[BatchReading], known: pl.LazyFrame, spool: Spool
    ) -> tuple[list[BatchReading], Outcome]:
        """Judge batches together; where the program fails over one of them, it is found and set aside."""
        try:
            return readings, self._outcome(readings, known, spool)
        except _MACHINE:
            raise
        except _PROVOKED as fault:  # looked for batch by batch
            refuse_machine(self._home, fault)
            sound = [self._sound(reading, known, spool) for reading in readings]
            return sound, self._outcome(sound, known, spool)

    def _sound(self, reading: BatchReading, known: pl.LazyFrame, spool: Spool) -> BatchReading:
        try:
            self._outcome([reading], known, spool)
        except _MACHINE:
            raise
        except _PROVOKED as fault:  # this is the batch
            return whole_batch_unreadable(reading.manifest, fault)
        return reading

    def _outcome(self, readings: Sequence[BatchReading], known: pl.LazyFrame, spool: Spool) -> Outcome:
        return outcome_of(self._typed(readings), self._standard, self._referred, known, spool)

    def _typed(self, readings: Sequence[BatchReading]) -> pl.LazyFrame:
        """The rows of the batches as items, with what is derived."""
        frames = [frame for reading in readings for frame in reading.frames] or [pl.LazyFrame(schema=META)]
        frame = map_table(together(frames), self._dataset, mapping_of(self._dataset))
        for derivation in self._dataset.spec.derive:
            frame = resolve_derivation(derivation).apply(frame)
        return frame

    def _absence(self, readings: Sequence[BatchReading], known: pl.LazyFrame) -> Absence:
        """What the batch withdraws; where absence withdraws, a group is one batch."""
        if not is_withdrawal(self._dataset) or readings[0].manifest.is_workbook:
            return no_absence(self._dataset)
        return absent(self._dataset, readings[0], self._typed(readings), known)

    def _known(self, first: int) -> pl.LazyFrame:
        """Accepted rows of the batches that were landed before the first of the group, as far as they are in force."""
        dataset = self._dataset
        schema = pl.Schema({**META, "_flags": pl.List(pl.String()), **dataset.schema})
        known = visible(self._home, lake.accepted(dataset.table), dataset, schema, before=first)
        return in_force(self._home, dataset, known, first) if is_withdrawal(dataset) else known

    def _attempt(self, batch: str) -> int:
        return self._attempts.get(batch, 0) + 1

    def _write(
        self, table: str, rows: pl.LazyFrame, spool: Spool, within: Sequence[str | pl.Expr] = ()
    ) -> None:
        """Write rows of the attempt under way, those of one place in the order `within`; they count once their account says so."""
        number = {batch: self._attempt(batch) for batch in by_batch(rows)}
        if not number:
            return
        attempts = pl.LazyFrame({"_batch": list(number), lake.ATTEMPT: list(number.values())})
        numbered = rows.join(attempts, on="_batch", maintain_order="left")
        if spool.spilled:
            path = spool.folder / "written.parquet"
            numbered.sink_parquet(path)
            lake.append_file(self._home, table, path)
        else:
            lake.append(self._home, table, numbered.sort(_PLACE, *within, maintain_order=True).collect())

    def _account(
        self, reading: BatchReading, counts: "_Counts", absence: Absence, generation: int, seconds: float
    ) -> Account:
        manifest = reading.manifest
        batch = manifest.batch
        return Account(
            source=manifest.source,
            dataset=manifest.dataset,
            batch=batch,
            attempt=self._attempt(batch),
            sequence=manifest.sequence,
            received=reading.received,
            accepted=counts.accepted.get(batch, 0),
            rejected=counts.rejected.get(batch, 0),
            duplicate=counts.duplicate.get(batch, 0),
            flagged=counts.flagged.get(batch, 0),
            status=_status(reading),
            standard_version=self._dataset.version,
            standard_hash=self._dataset.fingerprint,
            notes=(*reading.notes, *absence.notes),
            rule_counts=tuple(counts.rules.get(batch, ())),
            received_at=manifest.received_at,
            committed_at=self._clock(),
            seconds=seconds,
            generation=generation,
            profile=reading.profile,
            withdrawn=absence.withdrawn.height,
        )


def _status(reading: BatchReading) -> str:
    if reading.refused:
        return accounts.REFUSED
    if not reading.unreadable_files:
        return accounts.ACCEPTED
    whole = reading.unreadable_files == len(reading.manifest.files)
    return accounts.UNREADABLE if whole else accounts.PARTIAL


@dataclass(frozen=True)
class _Counts:
    """What became of the rows, by batch."""

    accepted: Mapping[str, int]
    rejected: Mapping[str, int]
    duplicate: Mapping[str, int]
    flagged: Mapping[str, int]
    rules: Mapping[str, Sequence[RuleCount]]

    @classmethod
    def of(cls, outcome: Outcome, rejected: pl.LazyFrame) -> "_Counts":
        return cls(
            accepted=by_batch(outcome.accepted),
            rejected=by_batch(rejected),
            duplicate=outcome.duplicates,
            flagged=by_batch(outcome.accepted.filter(pl.col("_flags").list.len() > 0)),
            rules=rule_counts(rejected, outcome.failures),
        )
