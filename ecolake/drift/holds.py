"""Which batches wait for a person, and what became of those that did: the lake table `holds`, to which rows are only added.

The last event of a batch counts. Deciding what waits is the business of `watch`, of a person's decision that of `decide`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ecolake import lake, ledger
from ecolake.drift.finding import SCHEMA as FINDING
from ecolake.drift.finding import Finding
from ecolake.home import Home

HELD, RELEASED, REFUSED = "held", "released", "refused"
# Who decided where no person did.
ECOLAKE = "ecolake"

SCHEMA = pl.Schema(
    {
        "source": pl.String(),
        "dataset": pl.String(),
        "batch": pl.String(),
        "number": pl.Int64(),
        "event": pl.String(),
        "sequence": pl.Int64(),
        "rows": pl.Int64(),
        "findings": pl.List(FINDING),
        "sentence_zh": pl.String(),
        "sentence_en": pl.String(),
        "owner": pl.String(),
        "standard_hash": pl.String(),
        "received_at": pl.Datetime("us", "UTC"),
        "happened_at": pl.Datetime("us", "UTC"),
        "who": pl.String(),
        "reason": pl.String(),
    }
)


@dataclass(frozen=True)
class Hold:
    """The last that happened to a batch that was kept waiting.

    Attributes:
        number: 1 for the first event of the batch, and one more for each.
        event: `held`, `released` or `refused`.
        sequence: Landing order of the batch.
        rows: Records that it holds.
        findings: Why it was held.
        sentence_zh: The same as one sentence to who should look at it.
        sentence_en: The same in English.
        owner: Who should look at it.
        standard_hash: The standard it was judged by; under another it is judged again.
        happened_at: When the event was.
        who: Who decided; `ECOLAKE` when no person did.
        reason: In that person's words.
    """

    source: str
    dataset: str
    batch: str
    number: int
    event: str
    sequence: int
    rows: int
    findings: tuple[Finding, ...]
    sentence_zh: str
    sentence_en: str
    owner: str
    standard_hash: str
    received_at: datetime
    happened_at: datetime
    who: str
    reason: str

    @property
    def dataset_id(self) -> str:
        """`<source>.<dataset>`."""
        return f"{self.source}.{self.dataset}"

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.event == HELD


def append(home: Home, events: Sequence[Hold]) -> None:
    """Write events in one commit."""
    if events:
        lake.append(home, lake.HOLDS, pl.DataFrame([_row(event) for event in events], schema=SCHEMA))


def latest(home: Home, source: str, dataset: str) -> dict[str, Hold]:
    """The last event of each batch of a dataset that was ever held, by batch."""
    rows = _tables(home).get((source, dataset), pl.DataFrame(schema=SCHEMA))
    return {row["batch"]: _hold(row) for row in rows.iter_rows(named=True)}


def waiting(home: Home, source: str, dataset: str) -> list[Hold]:
    """The batches of a dataset that wait, in landing order."""
    return sorted(
        (hold for hold in latest(home, source, dataset).values() if hold.waits),
        key=lambda hold: (hold.sequence, hold.batch),
    )


def everything(home: Home) -> list[Hold]:
    """The last event of each batch that was ever held, by source, dataset and landing order."""
    found = [_hold(row) for _, rows in sorted(_tables(home).items()) for row in rows.iter_rows(named=True)]
    return sorted(found, key=lambda hold: (hold.source, hold.dataset, hold.sequence, hold.batch))


def _tables(home: Home) -> ledger.Frames:
    return ledger.latest(home.lake / lake.HOLDS, SCHEMA, "number")


def _row(hold: Hold) -> dict[str, object]:
    return {**vars(hold), "findings": [finding.as_row() for finding in hold.findings]}


def _hold(row: dict[str, object]) -> Hold:
    findings = tuple(Finding(**finding) for finding in row["findings"])  # type: ignore[attr-defined]
    return Hold(**{**row, "findings": findings})  # type: ignore[arg-type]
