"""What becomes of the rows of a group: the standard's verdict, then the keys'; and how many of which batch.

A group that fits in memory is judged there. One that does not is judged by the same plan straight into files of the scratch
folder, and only the rows whose keys come more than once are looked at together. Nothing is written to the lake here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ecolake.accounts import RuleCount
from ecolake.deduplication import CONFLICT, MESSAGE, REFUSED, deduplicate
from ecolake.deduplication_on_disk import deduplicate_on_disk
from ecolake.mapping_reshape import row_place
from ecolake.references import Known
from ecolake.spool import Spool
from ecolake.standards.compile import CompiledStandard
from ecolake.validation import judge, rejections, validate, write


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a group; the frames can be read while the spool's folder is there.

    Attributes:
        accepted: As in the accepted table.
        rejected: As in `REJECTED`, those that could not be read left out.
        duplicates: How many rows of each batch are repeated.
        failures: One row per batch and failed check: `_batch, rule, severity, rows`.
    """

    accepted: pl.LazyFrame
    rejected: pl.LazyFrame
    duplicates: Mapping[str, int]
    failures: pl.DataFrame


def outcome_of(
    rows: pl.LazyFrame, standard: CompiledStandard, referred: Known, known: pl.LazyFrame, spool: Spool
) -> Outcome:
    """Judge the rows of a group.

    Args:
        rows: The items, typed and derived, with the source's columns and those of `META`.
        standard: The compiled standard.
        referred: The keys that references may name.
        known: Visible accepted rows of earlier batches.
        spool: Says whether the rows fit in memory, and where there is room.
    """
    return (_on_disk if spool.spilled else _in_memory)(rows, standard, referred, known, spool)


def _in_memory(
    rows: pl.LazyFrame, standard: CompiledStandard, referred: Known, known: pl.LazyFrame, _: Spool
) -> Outcome:
    verdict = validate(rows, standard, referred)
    told = deduplicate(verdict.accepted, known, standard.dataset)
    contradicting = _contradicting(
        verdict.source_rows.lazy(), told.conflicts.lazy(), told.refused.lazy(), standard
    )
    rejected = pl.concat([verdict.rejected, *(one.collect() for one in contradicting)])
    return Outcome(told.accepted.lazy(), rejected.lazy(), by_batch(told.duplicates.lazy()), verdict.failures)


def _on_disk(
    rows: pl.LazyFrame, standard: CompiledStandard, referred: Known, known: pl.LazyFrame, spool: Spool
) -> Outcome:
    admitted, refused = spool.folder / "admitted.parquet", spool.folder / "refused.parquet"
    judged = judge(rows, standard, referred)
    failures = write(judged, (judged.accepted(), admitted), (judged.rejected(), refused))
    told = deduplicate_on_disk(pl.scan_parquet(admitted), known, standard.dataset, spool.folder)
    rejected = [refused]
    for one in _contradicting(judged.source_rows(), told.conflicts, told.refused, standard):
        rejected.append(spool.folder / f"contradicting-{len(rejected)}.parquet")
        one.sink_parquet(rejected[-1])
    return Outcome(
        accepted=told.accepted,
        rejected=pl.scan_parquet(rejected, glob=False),
        duplicates=by_batch(told.duplicates),
        failures=failures,
    )


def _contradicting(
    source_rows: pl.LazyFrame, conflicts: pl.LazyFrame, refused: pl.LazyFrame, standard: CompiledStandard
) -> Iterator[pl.LazyFrame]:
    """Reject the rows that contradict others of their key, with the source's own values."""
    dataset = standard.dataset
    place = row_place(dataset.mapping)
    for rows, message in ((conflicts, MESSAGE), (refused, REFUSED)):
        if rows.limit(1).collect().height:
            found = source_rows.join(rows.select(place), on=place)
            yield rejections(found, CONFLICT, message, list(dataset.key))


def by_batch(rows: pl.LazyFrame) -> dict[str, int]:
    """Count rows."""
    counts = rows.group_by("_batch").len().collect(engine="streaming")
    return dict(zip(counts["_batch"], counts["len"], strict=True))


def rule_counts(rejected: pl.LazyFrame, failures: pl.DataFrame) -> dict[str, Sequence[RuleCount]]:
    """Count failures by check, and the reasons that are no checks of the standard (keys, unreadable records)."""
    reasons = rejected.select("_batch", rule="rules").explode("rule").group_by("_batch", "rule").len("rows")
    others = (
        reasons.join(failures.lazy(), on=["_batch", "rule"], how="anti")
        .with_columns(pl.col("rows").cast(pl.Int64), severity=pl.lit("reject"))
        .select(failures.columns)
        .collect(engine="streaming")
    )
    counted = pl.concat([failures, others]).sort("_batch", "rule")
    return {
        str(batch): [RuleCount(*one) for one in part.select("rule", "severity", "rows").iter_rows()]
        for (batch,), part in counted.group_by("_batch", maintain_order=True)
    }
