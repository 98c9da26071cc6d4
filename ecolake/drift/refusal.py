"""A batch that is kept out whole: each of its records is rejected, for one reason, so that the books balance."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ecolake.batch_reader import BatchReading
from ecolake.drift.finding import Finding
from ecolake.standards.model_base import Text
from ecolake.validation import rejections

# The reason of records that a person refused.
BY_PERSON = "batch.refused"


def refuse(reading: BatchReading, rule: str, said: Text, columns: Sequence[str] = ()) -> BatchReading:
    """Reject all that a batch holds.

    Args:
        reading: The batch as read; what could not be read keeps its own reason.
        rule: Stable id of the reason.
        said: What the department is told.
        columns: The source's columns concerned.
    """
    rejected = [rejections(frame, rule, said, list(columns)).collect() for frame in reading.frames]
    return replace(reading, frames=(), rejected=pl.concat([reading.rejected, *rejected]), refused=True)


def refuse_for(reading: BatchReading, findings: Sequence[Finding]) -> BatchReading:
    """Refuse a batch by policy, for what changed in it."""
    said = Text(
        zh="整批退回：" + "；".join(finding.zh for finding in findings),
        en="the whole batch was refused: " + "; ".join(finding.en for finding in findings),
    )
    columns = [finding.column for finding in findings if finding.column]
    return refuse(reading, f"drift.{findings[0].kind}", said, columns)


def refuse_by_person(reading: BatchReading, reason: str) -> BatchReading:
    """Refuse a batch because somebody said so."""
    said = Text(zh=f"整批退回：{reason}", en=f"the whole batch was refused: {reason}")
    return refuse(reading, BY_PERSON, said)
