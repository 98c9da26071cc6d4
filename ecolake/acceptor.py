"""Judge a group of batches and write what became of their rows; the account comes last and commits them.

What a group is, and which batches are due, is decided in `acceptance`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ecolake import accounts, lake
from ecolake.absence import Absence, absent, in_force, is_withdrawal, no_absence
from ecolake.accounts import Account, RuleCount
from ecolake.batch_reader import BatchReading, mapping_of, read_batch, whole_batch_unreadable
from ecolake.deduplication import CONFLICT, MESSAGE, REFUSED, Deduplicated, deduplicate
from ecolake.domain.derivation import resolve as resolve_derivation
from ecolake.drift.watch import Watch
from ecolake.home import Home
from ecolake.landing import Manifest
from ecolake.mapping import map_table
from ecolake.mapping_reshape import row_place
from ecolake.mapping_typed import together
from ecolake.references import Known, known_keys
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.compile import CompiledStandard, compile_dataset
from ecolake.validation import META, Verdict, rejections, validate
from ecolake.visibility import visible

Clock = Callable[[], datetime]

# Faults of the machine, not of the data: the run stops, and the batch stays pending.
_MACHINE = (OSError, MemoryError)
# Whatever a hostile file provokes must not stop the other batches; a panic of polars is no Exception.
_PROVOKED = (Exception, pl.exceptions.PanicException)


@dataclass(frozen=True)
class _Judged:
    """Readings and what the standard says of them."""

    readings: tuple[BatchReading, ...]
    verdict: Verdict


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
        started = time.perf_counter()
        first = group[0].sequence
        self._referred = known_keys(self._home, self._standards, self._dataset, before=first)
        judged = self._judge(group)
        self._watch.commit()
        if not judged.readings:
            return []
        known = self._known(first)
        told = deduplicate(judged.verdict.accepted, known, self._dataset)
        rejected = _all_rejected(judged, told, self._dataset)
        self._write(lake.accepted(self._dataset.table), told.accepted)
        self._write(lake.rejected(self._dataset.table), rejected)
        absence = self._absence(judged.readings, known)
        self._write(lake.withdrawn(self._dataset.table), absence.withdrawn)
        seconds = (time.perf_counter() - started) / len(judged.readings)
        parts = _Parts.of(told, rejected, judged.verdict.failures)
        generation = self._generation + again
        done = [self._account(reading, parts, absence, generation, seconds) for reading in judged.readings]
        accounts.commit(self._home, done)
        return done

    def _judge(self, group: Sequence[Manifest]) -> _Judged:
        """Read and validate; a batch on which the program itself fails is set aside, and the others go on."""
        with scratch_folder(self._home) as scratch:
            readings = []
            for manifest in group:
                try:
                    contract = self._watch.contract(manifest)
                    reading = read_batch(self._home, self._dataset, manifest, scratch, contract)
                    if (judged := self._watch.judge(reading)) is not None:
                        readings.append(judged)
                except _MACHINE:
                    raise
                except _PROVOKED as fault:
                    readings.append(whole_batch_unreadable(manifest, fault))
        try:
            return _Judged(tuple(readings), self._validate(readings))
        except _MACHINE:
            raise
        except _PROVOKED:  # looked for batch by batch
            readings = [self._sound(reading) for reading in readings]
            return _Judged(tuple(readings), self._validate(readings))

    def _sound(self, reading: BatchReading) -> BatchReading:
        try:
            self._validate([reading])
        except _MACHINE:
            raise
        except _PROVOKED as fault:  # this is the batch
            return whole_batch_unreadable(reading.manifest, fault)
        return reading

    def _validate(self, readings: Sequence[BatchReading]) -> Verdict:
        return validate(self._typed(readings), self._standard, self._referred)

    def _typed(self, readings: Sequence[BatchReading]) -> pl.LazyFrame:
        """The rows of the batches as items, with what is derived."""
        frames = [frame for reading in readings for frame in reading.frames] or [pl.DataFrame(schema=META)]
        frame = map_table(together(frames), self._dataset, mapping_of(self._dataset))
        for derivation in self._dataset.spec.derive:
            frame = resolve_derivation(derivation).apply(frame)
        return frame

    def _absence(self, readings: Sequence[BatchReading], known: pl.LazyFrame) -> Absence:
        """What the batch withdraws; where absence withdraws, a group is one batch."""
        if not is_withdrawal(self._dataset):
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

    def _write(self, table: str, rows: pl.DataFrame) -> None:
        """Write rows of the attempt under way; they count once their account says so."""
        if rows.height:
            number = {batch: self._attempt(batch) for batch in rows["_batch"].unique()}
            attempt = pl.col("_batch").replace_strict(number, return_dtype=pl.Int64).alias(lake.ATTEMPT)
            lake.append(self._home, table, rows.with_columns(attempt))

    def _account(
        self, reading: BatchReading, parts: "_Parts", absence: Absence, generation: int, seconds: float
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
            accepted=parts.accepted.get(batch, 0),
            rejected=parts.rejected.get(batch, 0),
            duplicate=parts.duplicate.get(batch, 0),
            flagged=parts.flagged.get(batch, 0),
            status=_status(reading),
            standard_version=self._dataset.version,
            standard_hash=self._dataset.fingerprint,
            notes=(*reading.notes, *absence.notes),
            rule_counts=tuple(parts.rules.get(batch, ())),
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


def _all_rejected(judged: _Judged, told: Deduplicated, dataset: Dataset) -> pl.DataFrame:
    place = row_place(dataset.mapping)
    parts = [judged.verdict.rejected]
    for rows, message in ((told.conflicts, MESSAGE), (told.refused, REFUSED)):
        conflicts = judged.verdict.source_rows.join(rows.select(place), on=place)
        parts.append(rejections(conflicts, CONFLICT, message, list(dataset.key)))
    parts.extend(reading.rejected for reading in judged.readings)
    return pl.concat(parts).sort("_sequence", "_file", "_row", maintain_order=True)


@dataclass(frozen=True)
class _Parts:
    """What became of the rows, counted by batch."""

    accepted: Mapping[str, int]
    rejected: Mapping[str, int]
    duplicate: Mapping[str, int]
    flagged: Mapping[str, int]
    rules: Mapping[str, Sequence[RuleCount]]

    @classmethod
    def of(cls, told: Deduplicated, rejected: pl.DataFrame, failures: pl.DataFrame) -> "_Parts":
        flagged = told.accepted.filter(pl.col("_flags").list.len() > 0)
        return cls(
            accepted=_by_batch(told.accepted),
            rejected=_by_batch(rejected),
            duplicate=_by_batch(told.duplicates),
            flagged=_by_batch(flagged),
            rules=dict(_rules_by_batch(rejected, failures)),
        )


def _by_batch(frame: pl.DataFrame) -> dict[str, int]:
    counts = frame.group_by("_batch").len()
    return dict(zip(counts["_batch"], counts["len"], strict=True))


def _rules_by_batch(rejected: pl.DataFrame, failures: pl.DataFrame) -> Iterator[tuple[str, list[RuleCount]]]:
    """Count failures by check, and the reasons that are no checks of the standard (keys, unreadable records)."""
    reasons = rejected.select("_batch", rule="rules").explode("rule").group_by("_batch", "rule").len("rows")
    others = reasons.join(failures, on=["_batch", "rule"], how="anti").with_columns(
        pl.col("rows").cast(pl.Int64), severity=pl.lit("reject")
    )
    counted = pl.concat([failures, others.select(failures.columns)]).sort("_batch", "rule")
    for (batch,), part in counted.group_by("_batch", maintain_order=True):
        rows = part.select("rule", "severity", "rows").iter_rows()
        yield str(batch), [RuleCount(rule, severity, count) for rule, severity, count in rows]
