"""Accept landed batches: read, map, derive, validate, tell duplicates apart, and commit with an account.

The order of commits is accepted rows, rejected rows, accounts. Killed anywhere before the last, the batches are simply
still pending, and the next run replaces what was left.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from ecolake import accounts, lake
from ecolake.accounts import Account, RuleCount
from ecolake.batch_reader import BatchReading, read_batch
from ecolake.deduplication import CONFLICT, MESSAGE, Deduplicated, deduplicate
from ecolake.domain.derivation import resolve as resolve_derivation
from ecolake.home import Home
from ecolake.landing import Manifest, manifests
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.checks import unread_column
from ecolake.standards.compile import CompiledStandard, compile_dataset
from ecolake.validation import META, Verdict, rejections, validate

Clock = Callable[[], datetime]
Progress = Callable[[str, int, int], None]

# Batches are judged together up to this many landed bytes, which bounds memory and amortises a commit.
GROUP_BYTES = 64 << 20


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Acceptance:
    """The tools that accept one dataset's batches."""

    home: Home
    dataset: Dataset
    standard: CompiledStandard
    clock: Clock

    def accept(self, group: Sequence[Manifest], attempts: dict[str, int]) -> list[Account]:
        """Accept a group of batches in one commit each of accepted rows, rejected rows and accounts."""
        started = time.perf_counter()
        readings = [read_batch(self.home, self.dataset, manifest) for manifest in group]
        verdict = self._validate(readings)
        told = deduplicate(verdict.accepted, self._known(), self.dataset)
        rejected = self._all_rejected(readings, verdict, told)
        batches = [manifest.batch for manifest in group]
        table = self.dataset.table
        lake.append_batches(self.home, lake.accepted(table), told.accepted, batches)
        lake.append_batches(self.home, lake.rejected(table), rejected, batches)
        seconds = (time.perf_counter() - started) / len(group)
        result = [
            self._account(
                reading,
                verdict,
                told,
                rejected,
                attempt=attempts.get(reading.manifest.batch, 0) + 1,
                seconds=seconds,
            )
            for reading in readings
        ]
        accounts.commit(self.home, result)
        return result

    def _validate(self, readings: Sequence[BatchReading]) -> Verdict:
        frames = [frame for reading in readings for frame in reading.frames]
        if not frames:
            frames = [_empty(self.dataset)]
        frame = pl.concat(frames, how="diagonal")
        for derivation in self.dataset.spec.derive:
            frame = resolve_derivation(derivation).apply(frame)
        return validate(frame, self.standard)

    def _known(self) -> pl.LazyFrame:
        """Accepted rows that have an account."""
        schema = pl.Schema({**META, "_flags": pl.List(pl.String()), **self.dataset.schema})
        return visible(self.home, lake.accepted(self.dataset.table), self.dataset, schema)

    def _all_rejected(
        self, readings: Sequence[BatchReading], verdict: Verdict, told: Deduplicated
    ) -> pl.DataFrame:
        conflicts = verdict.source_rows.join(
            told.conflicts.select("_batch", "_file", "_row"), on=["_batch", "_file", "_row"]
        )
        parts = [verdict.rejected, rejections(conflicts, CONFLICT, MESSAGE, list(self.dataset.key))]
        parts.extend(reading.rejected for reading in readings)
        return pl.concat(parts).sort("_sequence", "_file", "_row")

    def _account(
        self,
        reading: BatchReading,
        verdict: Verdict,
        told: Deduplicated,
        rejected: pl.DataFrame,
        *,
        attempt: int,
        seconds: float,
    ) -> Account:
        manifest = reading.manifest
        mine = pl.col("_batch") == manifest.batch
        accepted = told.accepted.filter(mine)
        return Account(
            source=manifest.source,
            dataset=manifest.dataset,
            batch=manifest.batch,
            attempt=attempt,
            sequence=manifest.sequence,
            received=reading.received,
            accepted=accepted.height,
            rejected=rejected.filter(mine).height,
            duplicate=told.duplicates.filter(mine).height,
            flagged=accepted.filter(pl.col("_flags").list.len() > 0).height,
            status=accounts.UNREADABLE if reading.unreadable else accounts.ACCEPTED,
            standard_version=self.dataset.version,
            standard_hash=self.dataset.fingerprint,
            notes=reading.notes,
            rule_counts=tuple(_rule_counts(verdict.failures.filter(mine), rejected.filter(mine))),
            received_at=manifest.received_at,
            committed_at=self.clock(),
            seconds=seconds,
        )


def accept_pending(
    home: Home,
    standards: Standards,
    dataset_id: str,
    batches: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> list[Account]:
    """Accept all landed batches of a dataset that have no valid account yet.

    Args:
        home: The installation.
        standards: The loaded standards.
        dataset_id: `<source>.<dataset>`.
        batches: Only these batches, when given.
        progress: Called with the dataset, batches done and batches in all.
        clock: Source of commit times.

    Returns:
        The new accounts, in landing order.
    """
    dataset = standards.datasets[dataset_id]
    acceptance = Acceptance(home, dataset, compile_dataset(dataset), clock)
    wanted = set(batches) if batches is not None else None
    done: list[Account] = []
    with home.lock(f"accept.{dataset.source}.{dataset.name}"):
        known = accounts.of_dataset(home, dataset.source, dataset.name)
        pending = [
            manifest
            for manifest in manifests(home, dataset.source, dataset.name)
            if (wanted is None or manifest.batch in wanted)
            and _is_pending(known.get(manifest.batch), dataset)
        ]
        attempts = {batch: account.attempt for batch, account in known.items()}
        for group in _groups(pending):
            done.extend(acceptance.accept(group, attempts))
            if progress:
                progress(dataset_id, len(done), len(pending))
    return done


def visible(home: Home, table: str, dataset: Dataset, schema: pl.Schema) -> pl.LazyFrame:
    """Rows of the table whose batch has an account."""
    batches = accounts.of_dataset(home, dataset.source, dataset.name)
    return lake.scan(home, table, schema).filter(pl.col("_batch").is_in(list(batches)))


def _is_pending(account: Account | None, dataset: Dataset) -> bool:
    """A batch that could not be read is tried again once its standard or mapping has changed."""
    if account is None:
        return True
    return account.status == accounts.UNREADABLE and account.standard_hash != dataset.fingerprint


def _groups(pending: Sequence[Manifest]) -> Iterator[list[Manifest]]:
    group: list[Manifest] = []
    for manifest in pending:
        if group and sum(member.size for member in group) + manifest.size > GROUP_BYTES:
            yield group
            group = []
        group.append(manifest)
    if group:
        yield group


def _empty(dataset: Dataset) -> pl.LazyFrame:
    received = {name: kind for name, kind in dataset.schema.items() if not dataset.items[name].derived}
    unread = {unread_column(name): pl.Boolean() for name in received}
    return pl.LazyFrame(schema={**META, **received, **unread})


def _rule_counts(failures: pl.DataFrame, rejected: pl.DataFrame) -> Iterator[RuleCount]:
    """Count failures by check, and the reasons that are no checks of the standard (keys, unreadable records)."""
    counted = set()
    for rule, severity, rows in failures.select("rule", "severity", "rows").iter_rows():
        counted.add(rule)
        yield RuleCount(rule, severity, rows)
    others = rejected.select(pl.col("rules").explode()).to_series().value_counts(sort=True)
    for rule, rows in others.sort("rules").iter_rows():
        if rule not in counted:
            yield RuleCount(rule, "reject", rows)
