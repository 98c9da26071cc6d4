"""The table that every reader returns, and the two helpers that all of them need to make one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

MALFORMED_SCHEMA = pl.Schema(
    {
        "_row": pl.Int64,
        "code": pl.String,
        "reason_zh": pl.String,
        "reason_en": pl.String,
        "payload": pl.String,
    }
)


class Malformed(NamedTuple):
    """A record that is there but is no row of the table."""

    row: int
    code: str
    reason_zh: str
    reason_en: str
    payload: str


def malformed_frame(records: Iterable[Malformed] = ()) -> pl.DataFrame:
    """Return records that are no rows as a frame of `_row, code, reason_zh, reason_en, payload`."""
    return pl.DataFrame(list(records), schema=MALFORMED_SCHEMA, orient="row")


@dataclass(frozen=True)
class Table:
    """One landed file, read.

    Attributes:
        columns: The source's column names, in its order. Empty for a JSON document without any record.
        frame: Those columns as text (absent and empty cells are null) and `_row`, Int64, ascending.
        malformed: Records that could not be read as rows, as `malformed_frame` lays them out. Every record
            of the file is in exactly one of the two frames.
    """

    columns: list[str]
    frame: pl.DataFrame
    malformed: pl.DataFrame = field(default_factory=malformed_frame)


def unique_names(names: Sequence[str]) -> list[str]:
    """Return column names that differ: blanks become `#3` (the position), repeats `name#2`, `name#3`.

    `_row` is ours, so a source's own `_row` counts as a repeat.
    """
    taken = {"_row"}
    unique = []
    for position, raw in enumerate(names, start=1):
        base = raw.strip() or f"#{position}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}#{count}"
        taken.add(name)
        unique.append(name)
    return unique
