"""(frame, standard) -> what passed, and why the rest did not.

Pure: nothing is read or written here, and keys and earlier batches are the business of `deduplication`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ecolake.mapping import RAW, column_at_fault
from ecolake.mapping_reshape import row_place
from ecolake.references import Known, look_up
from ecolake.standards.checks import Check
from ecolake.standards.compile import CompiledStandard
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
REJECTED = pl.Schema(
    {
        **META,
        "rules": pl.List(pl.String()),
        "columns": pl.List(pl.String()),
        "reason_zh": pl.String(),
        "reason_en": pl.String(),
        "payload": pl.String(),
    }
)


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


def validate(frame: pl.LazyFrame, standard: CompiledStandard, known: Known | None = None) -> Verdict:
    """Evaluate every check in one pass and split the rows.

    Args:
        frame: What `map_table` gives, derivations applied, with the columns of `META`.
        standard: The compiled standard.
        known: What the datasets hold that this one refers to; a reference to one that is not there is not judged.
    """
    looked_up = look_up(frame, standard.dataset, known or {})
    judged = standard.evaluate(looked_up.with_columns(receipt(standard))).collect(engine="streaming")
    rejecting = [check for check in standard.checks if check.severity == "reject"]
    out = pl.any_horizontal([pl.lit(value=False), *(standard.failing(check) for check in rejecting)])
    inside, outside = judged.filter(~out), judged.filter(out)
    return Verdict(
        accepted=_accepted(inside, standard),
        rejected=_rejected(outside, standard, rejecting),
        failures=_failures(judged, standard),
        source_rows=inside.select(
            *dict.fromkeys([*META, *row_place(standard.dataset.mapping)]), pl.col(f"^{re.escape(RAW)}.*$")
        ),
    )


def receipt(standard: CompiledStandard) -> list[pl.Expr]:
    """Give what a rule may know of the receipt: the instant, and the day in the source's own calendar."""
    received = pl.col("_received_at")
    local = received.dt.convert_time_zone(standard.dataset.timezone)
    return [received.alias("received_at"), local.dt.date().alias("received_on")]


def rejections(frame: pl.DataFrame, rule: str, message: Text, columns: list[str]) -> pl.DataFrame:
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
        payload(frame).alias("payload"),
    ).cast(dict(REJECTED))  # type: ignore[arg-type]


def payload(frame: pl.DataFrame) -> pl.Expr:
    """The source's own values of each row, as JSON."""
    columns = [column for column in frame.columns if column.startswith(RAW)]
    if not columns:
        return pl.lit("{}")
    values = [as_json(pl.col(one), frame.schema[one]).alias(one.removeprefix(RAW)) for one in columns]
    return pl.struct(values).struct.json_encode()


def _accepted(frame: pl.DataFrame, standard: CompiledStandard) -> pl.DataFrame:
    flags = [check for check in standard.checks if check.severity == "flag"]
    return frame.select(
        *META,
        _named(standard, flags, lambda check: pl.lit(check.id)).alias("_flags"),
        *(pl.col(name).cast(kind) for name, kind in standard.dataset.schema.items()),
    )


def _rejected(frame: pl.DataFrame, standard: CompiledStandard, rejecting: list[Check]) -> pl.DataFrame:
    mapping = standard.dataset.mapping

    def columns(check: Check) -> pl.Expr:
        return pl.concat_str([column_at_fault(mapping, item) for item in check.items], separator="、")

    return frame.select(
        *META,
        _named(standard, rejecting, lambda check: pl.lit(check.id)).alias("rules"),
        _named(standard, rejecting, columns).list.unique(maintain_order=True).alias("columns"),
        _named(standard, rejecting, lambda check: pl.lit(check.message.zh))
        .list.join("；")
        .alias("reason_zh"),
        _named(standard, rejecting, lambda check: pl.lit(check.message.en))
        .list.join("; ")
        .alias("reason_en"),
        payload(frame).alias("payload"),
    ).cast(dict(REJECTED))  # type: ignore[arg-type]


def _named(standard: CompiledStandard, checks: list[Check], word: Callable[[Check], pl.Expr]) -> pl.Expr:
    """List a word for each failed check of a row."""
    if not checks:
        return pl.lit([], dtype=pl.List(pl.String))
    return pl.concat_list(
        [pl.when(standard.failing(check)).then(word(check)) for check in checks]
    ).list.drop_nulls()


def _failures(judged: pl.DataFrame, standard: CompiledStandard) -> pl.DataFrame:
    severity = {check.id: check.severity for check in standard.checks}
    counts = judged.group_by("_batch").agg(
        standard.failing(check).sum().cast(pl.Int64).alias(check.id) for check in standard.checks
    )
    return (
        counts.unpivot(index="_batch", variable_name="rule", value_name="rows")
        .filter(pl.col("rows") > 0)
        .with_columns(severity=pl.col("rule").replace_strict(severity, return_dtype=pl.String))
        .sort("_batch", "rule")
    )
