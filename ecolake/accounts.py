"""The account of a batch: what was received and what became of it. Writing it commits the batch.

Rows of a batch without an account, and of other attempts than its account names, are invisible to everyone; see `visibility`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from ecolake import lake, ledger
from ecolake.errors import EcolakeError
from ecolake.home import Home

ACCEPTED = "accepted"
PARTIAL = "partial"
UNREADABLE = "unreadable"
REFUSED = "refused"

SCHEMA = pl.Schema(
    {
        "source": pl.String(),
        "dataset": pl.String(),
        "batch": pl.String(),
        "attempt": pl.Int64(),
        "sequence": pl.Int64(),
        "received": pl.Int64(),
        "accepted": pl.Int64(),
        "rejected": pl.Int64(),
        "duplicate": pl.Int64(),
        "flagged": pl.Int64(),
        "status": pl.String(),
        "standard_version": pl.String(),
        "standard_hash": pl.String(),
        "notes": pl.List(pl.String()),
        "rule_counts": pl.List(pl.Struct({"rule": pl.String(), "severity": pl.String(), "rows": pl.Int64()})),
        "received_at": pl.Datetime("us", "UTC"),
        "committed_at": pl.Datetime("us", "UTC"),
        "seconds": pl.Float64(),
        "generation": pl.Int64(),
        "profile": pl.String(),
        "withdrawn": pl.Int64(),
    }
)


@dataclass(frozen=True)
class RuleCount:
    """How many rows of a batch failed one check."""

    rule: str
    severity: str
    rows: int


@dataclass(frozen=True)
class Account:
    """One batch: `received = accepted + rejected + duplicate`, exactly.

    Attributes:
        status: `accepted`; `partial` when some files of the batch could not be read; `unreadable` when none could;
            `refused` when a change in how the source speaks, or a person, kept it out whole.
        flagged: Accepted rows that carry at least one flag.
        attempt: 1, and one more each time the batch is accepted again.
        notes: What a person should know: drift, unreadable files.
        generation: Grows each time that batches of the dataset are judged again, which is done in landing order to the last: a
            batch of a lower generation than one landed before it is still to be judged again.
        profile: What the batch looked like (`ecolake.drift.profile`), None for accounts from before there was one.
        withdrawn: Keys in force before it that the batch withdrew by absence; no rows of it.
    """

    source: str
    dataset: str
    batch: str
    attempt: int
    sequence: int
    received: int
    accepted: int
    rejected: int
    duplicate: int
    flagged: int
    status: str
    standard_version: str
    standard_hash: str
    notes: tuple[str, ...]
    rule_counts: tuple[RuleCount, ...]
    received_at: datetime
    committed_at: datetime
    seconds: float
    generation: int = 1
    profile: str | None = None
    withdrawn: int = 0

    def __post_init__(self) -> None:
        """Refuse an account that does not balance: a lost row must never be committed."""
        if self.received != self.accepted + self.rejected + self.duplicate:
            raise EcolakeError(
                "unbalanced_account",
                f"{self.received} rows received, but {self.accepted} accepted + {self.rejected} rejected "
                f"+ {self.duplicate} duplicate. This is a defect of Ecolake; nothing was committed.",
                f"收到 {self.received} 行，但通过 {self.accepted}、退回 {self.rejected}、重复 {self.duplicate}，"
                "不平衡。这是程序缺陷，未提交。",
                where=f"{self.source}.{self.dataset} batch {self.batch}",
            )

    @property
    def dataset_id(self) -> str:
        """`<source>.<dataset>`."""
        return f"{self.source}.{self.dataset}"

    def __add__(self, other: "Account") -> "Account":
        """Total of two accounts of one dataset, for summaries."""
        return replace(
            self,
            received=self.received + other.received,
            accepted=self.accepted + other.accepted,
            rejected=self.rejected + other.rejected,
            duplicate=self.duplicate + other.duplicate,
            flagged=self.flagged + other.flagged,
            seconds=self.seconds + other.seconds,
            notes=(*self.notes, *other.notes),
        )


def commit(home: Home, accounts: Sequence[Account]) -> None:
    """Write the accounts in one commit: from here on the batches count."""
    rows = [{name: _plain(getattr(account, name)) for name in SCHEMA} for account in accounts]
    lake.append(home, lake.ACCOUNTS, pl.DataFrame(rows, schema=SCHEMA))


def current(home: Home) -> pl.LazyFrame:
    """The latest account of every batch, one row each, by source, dataset and batch."""
    frames = _latest(home)
    return pl.concat([frames[name] for name in sorted(frames)] or [pl.DataFrame(schema=SCHEMA)]).lazy()


def of_dataset(home: Home, source: str, dataset: str) -> dict[str, Account]:
    """The current accounts of a dataset, by batch."""
    rows = _latest(home).get((source, dataset), pl.DataFrame(schema=SCHEMA))
    return {row["batch"]: _account(row) for row in rows.iter_rows(named=True)}


def attempts(home: Home, source: str, dataset: str, *, before: int | None = None) -> dict[str, int]:
    """The attempt that counts of each batch of a dataset.

    Args:
        home: The installation.
        source: The source.
        dataset: The dataset of it.
        before: Only batches that were landed before this place in the landing order.
    """
    rows = _latest(home).get((source, dataset), pl.DataFrame(schema=SCHEMA))
    if before is not None:
        rows = rows.filter(pl.col("sequence") < before)
    return dict(rows.select("batch", "attempt").iter_rows())


def readable_batches(home: Home, source: str, dataset: str) -> frozenset[str]:
    """The batches of a dataset that readers see rows of: neither unreadable nor refused."""
    return frozenset(_readable(home, source, dataset)["batch"])


def profiles(home: Home, source: str, dataset: str) -> pl.DataFrame:
    """What those batches looked like: `sequence, profile`, in landing order."""
    told = _readable(home, source, dataset).filter(pl.col("profile").is_not_null())
    return told.select("sequence", "profile").sort("sequence")


def _readable(home: Home, source: str, dataset: str) -> pl.DataFrame:
    rows = _latest(home).get((source, dataset), pl.DataFrame(schema=SCHEMA))
    return rows.filter(pl.col("status").is_in([UNREADABLE, REFUSED]).not_())


def _latest(home: Home) -> ledger.Frames:
    return ledger.latest(home.lake / lake.ACCOUNTS, SCHEMA)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [vars(part) if isinstance(part, RuleCount) else part for part in value]
    return value


def _account(row: dict[str, Any]) -> Account:
    told = {
        "notes": tuple(row["notes"]),
        "rule_counts": tuple(RuleCount(**count) for count in row["rule_counts"]),
        # Accounts that were written before generations were counted are of the first, and withdrew nothing.
        "generation": row["generation"] or 1,
        "withdrawn": row["withdrawn"] or 0,
    }
    return Account(**{**row, **told})
