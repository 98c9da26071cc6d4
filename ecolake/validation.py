"""(frame, standard) -> what passed, and why the rest did not.

One plan whatever the size: `validate` collects it, `write` runs it into two files. Keys and earlier batches are the business
of `deduplication`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ecolake.mapping import RAW
from ecolake.mapping_reshape import row_place
from ecolake.reasons import REASONS, flags, reasons
from ecolake.references import Known, look_up
from ecolake.standards.compile import CompiledStandard, all_hold
from ecolake.standards.model_base import Text
from ecolake.typed_text import as_json

META = pl.Schema(
    {
        "_batch": pl.String(),
        "_file": pl.String(),
        "_row": pl.Int64(),
        "_sequence": pl.Int64(),
        "_received_at": pl.Datetime("us", "UTC"),
    }
)
REJECTED = pl.Schema({**META, **REASONS, "payload": pl.String()})
_ADMITTED, _TOLD = "_admitted", "_told"

# polars decodes row groups ahead of what is written and lets the parts of a table queue between the steps of a plan; each part
# that waits costs memory and, through the allocator, time. Read when a plan first runs; who sets them knows better.
for _setting in (
    "ROW_GROUP_PREFETCH_SIZE",
    "DEFAULT_LINEARIZER_BUFFER_SIZE",
    "DEFAULT_DISTRIBUTOR_BUFFER_SIZE",
):
    os.environ.setdefault(f"POLARS_{_setting}", "1")


@dataclass(frozen=True)
class Verdict:
    """What a standard says of a frame.

    Attributes:
        accepted: Meta columns, `_flags` and the items, in the standard's order.
        rejected: Rows as in `REJECTED`.
        failures: One row per batch and failed check: `_batch, rule, severity, rows`.
        source_rows: The admissible rows as the source wrote them, for the payload of one rejected later.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    failures: pl.DataFrame
    source_rows: pl.DataFrame


@dataclass(frozen=True)
class Judged:
    """The two halves of a frame, as branches of one plan that has not run yet.

    Attributes:
        admitted: The rows that no rejecting check refuses, with the failure mask of the others.
        refused: The rest, with the failure mask of all checks.
        lenient: The checks that flag or count, whose mask `admitted` has.
        standard: All checks, whose mask `refused` has.
    """

    admitted: pl.LazyFrame
    refused: pl.LazyFrame
    lenient: CompiledStandard
    standard: CompiledStandard

    def accepted(self) -> pl.LazyFrame:
        """Rows as in the accepted table: meta columns, `_flags` and the items."""
        return self.admitted.select(
            *META,
            flags(self.lenient).alias("_flags"),
            *(pl.col(name).cast(kind) for name, kind in self.standard.dataset.schema.items()),
        )

    def rejected(self) -> pl.LazyFrame:
        """Rows as in `REJECTED`."""
        schema = self.refused.collect_schema()
        told = self.refused.with_columns(
            reasons(self.standard).alias(_TOLD), payload(schema).alias("payload")
        )
        return told.select(*META, pl.col(_TOLD).struct.unnest(), "payload").cast(dict(REJECTED))  # type: ignore[arg-type]

    def source_rows(self) -> pl.LazyFrame:
        """The admitted rows as the source wrote them."""
        place = dict.fromkeys([*META, *row_place(self.standard.dataset.mapping)])
        return self.admitted.select(*place, pl.col(f"^{re.escape(RAW)}.*$"))

    def counts(self) -> list[pl.LazyFrame]:
        """How many rows of a batch have each mask but 0: all that a count by rule needs, without the rows themselves."""
        halves = [(self.refused, self.standard)]
        if self.lenient.checks:
            halves.append((self.admitted, self.lenient))
        return [
            rows.filter(pl.any_horizontal(pl.col(standard.words) != 0))
            .group_by("_batch", *standard.words)
            .agg(pl.len().cast(pl.Int64).alias("rows"))
            for rows, standard in halves
        ]

    def failures(self, counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Failures by batch and check, from what `counts` came to."""
        parts = [
            _by_check(masks, standard)
            for masks, standard in zip(counts, (self.standard, self.lenient), strict=False)
        ]
        severity = {check.id: check.severity for check in self.standard.checks}
        return (
            pl.concat(parts)
            .group_by("_batch", "rule")
            .agg(pl.col("rows").sum())
            .filter(pl.col("rows") > 0)
            .with_columns(severity=pl.col("rule").replace_strict(severity, return_dtype=pl.String))
            .sort("_batch", "rule")
        )


def judge(frame: pl.LazyFrame, standard: CompiledStandard, known: Known | None = None) -> Judged:
    """Part a frame by its standard, lazily: every check of every row once, and masks only where they are needed.

    Args:
        frame: What `map_table` gives, derivations applied, with the columns of `META`.
        standard: The compiled standard.
        known: What the datasets hold that this one refers to; a reference to one that is not there is not judged.
    """
    # What no rule speaks of is not worked out: it would be carried through the whole plan.
    asked = {name for check in standard.checks for name in check.holds.meta.root_names()}
    received = [told for told in receipt(standard) if told.meta.output_name() in asked]
    looked_up = look_up(frame, standard.dataset, known or {}).with_columns(received)
    parted = looked_up.with_columns(all_hold(standard.rejecting).alias(_ADMITTED)).cache()
    lenient = CompiledStandard(standard.dataset, standard.admitting)
    return Judged(
        admitted=lenient.evaluate(parted.filter(pl.col(_ADMITTED))),
        refused=standard.evaluate(parted.filter(pl.col(_ADMITTED).not_())),
        lenient=lenient,
        standard=standard,
    )


def validate(frame: pl.LazyFrame, standard: CompiledStandard, known: Known | None = None) -> Verdict:
    """Judge a frame that fits in memory; the arguments are those of `judge`."""
    judged = judge(frame, standard, known)
    wanted = [judged.accepted(), judged.rejected(), judged.source_rows(), *judged.counts()]
    accepted, rejected, source_rows, *counts = pl.collect_all(wanted, engine="streaming")
    return Verdict(accepted, rejected, judged.failures(counts), source_rows)


def write(
    judged: Judged, accepted: tuple[pl.LazyFrame, Path], rejected: tuple[pl.LazyFrame, Path]
) -> pl.DataFrame:
    """Run the plan of a frame of any size once, straight into two Parquet files.

    Args:
        judged: The two halves.
        accepted: The columns wanted of the one, as `judged.accepted()`, and the file.
        rejected: The same of the other.

    Returns:
        Failures by batch and check, as in `Verdict`.
    """
    sinks = [rows.sink_parquet(path, lazy=True) for rows, path in (accepted, rejected)]
    _, _, *counts = pl.collect_all([*sinks, *judged.counts()], engine="streaming")
    return judged.failures(counts)


def receipt(standard: CompiledStandard) -> list[pl.Expr]:
    """Give what a rule may know of the receipt: the instant, and the day in the source's own calendar."""
    received = pl.col("_received_at")
    local = received.dt.convert_time_zone(standard.dataset.timezone)
    return [received.alias("received_at"), local.dt.date().alias("received_on")]


def rejections(frame: pl.LazyFrame, rule: str, message: Text, columns: list[str]) -> pl.LazyFrame:
    """Reject rows for one reason that is no check of the standard.

    Args:
        frame: Meta columns and the source's columns as `_raw.<column>`.
        rule: Stable id of the reason.
        message: What the department is told.
        columns: The columns concerned.
    """
    return frame.select(
        *META,
        pl.lit([rule]).alias("rules"),
        pl.lit(columns, dtype=pl.List(pl.String)).alias("columns"),
        pl.lit(message.zh).alias("reason_zh"),
        pl.lit(message.en).alias("reason_en"),
        payload(frame.collect_schema()).alias("payload"),
    ).cast(dict(REJECTED))  # type: ignore[arg-type]


def payload(schema: pl.Schema) -> pl.Expr:
    """The source's own values of each row, as JSON."""
    columns = [column for column in schema if column.startswith(RAW)]
    if not columns:
        return pl.lit("{}")
    values = [as_json(pl.col(one), schema[one]).alias(one.removeprefix(RAW)) for one in columns]
    return pl.struct(values).struct.json_encode()


def _by_check(masks: pl.DataFrame, standard: CompiledStandard) -> pl.DataFrame:
    """Unfold rows by mask to rows by check."""
    failed = masks.select(
        "_batch", *((standard.failing(check) * pl.col("rows")).alias(check.id) for check in standard.checks)
    )
    return failed.unpivot(index="_batch", variable_name="rule", value_name="rows")
