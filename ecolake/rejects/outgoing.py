"""From rejected rows to the lines of a workbook: what each line is, what is wrong in which cell, and what cannot be mended in one.

How a line looks on a sheet is the business of `workbook_sheet`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from ecolake import accounts
from ecolake.home import Home
from ecolake.rejects.advice import advice
from ecolake.rejects.links import OPEN
from ecolake.rejects.own_format import TYPED
from ecolake.rejects.rows import AS_RECEIVED, ORDER, concerned, own_values
from ecolake.rejects.sent import Place, Sent
from ecolake.standards.catalogue import Dataset
from ecolake.standards.compile import compile_dataset
from ecolake.standards.model_base import Text

# Reasons of a file or batch as a whole.
_WHOLE: Final = r"^(file|drift|batch)\."
_FOOTER: Final = "record.footer_row"
_FRAMES: Final = "hj212"
_EXACT: Final = 15
_DONE: Final = Text(zh="已更正，无需再改", en="mended since; nothing to do")


@dataclass(frozen=True)
class Outgoing:
    """One line of a workbook.

    Attributes:
        sent: The rejected row, and its seal.
        reason: Why it was rejected.
        todo: What to do.
        wrong: What is wrong with a cell, by the source's column.
        as_received: The record, where it was no row of the source's columns.
    """

    sent: Sent
    reason: Text
    todo: Text
    wrong: Mapping[str, Text]
    as_received: str | None


@dataclass(frozen=True)
class Unmendable:
    """Rejected rows that no cell can mend: a file that could not be read, frames of a device, totals below a table."""

    dataset: Dataset
    file: str
    rows: int
    reason: Text
    todo: Text


def mendable(rows: pl.DataFrame, dataset: Dataset) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part rejected rows into those that a person can mend in cells, and the others."""
    rule = pl.col("rules").list.first().fill_null("")
    hopeless = rule.str.contains(_WHOLE) | (rule == _FOOTER)
    if dataset.mapping is None or dataset.mapping.read.format == _FRAMES:
        hopeless = pl.lit(value=True)
    return rows.filter(~hopeless), rows.filter(hopeless)


def alike(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each that was rejected with the same values, as whole deliveries repeat it, with all its `places`."""
    place = ["_batch", "_file", "_row"]
    # A record of which several readings were rejected is one line, with the reasons of all.
    records = (
        rows.sort(ORDER[2:], maintain_order=True)
        .group_by("payload", "status", *place, maintain_order=True)
        .agg(
            pl.col("_sequence", "_received_at").first(),
            pl.col("rules", "columns").explode().drop_nulls().unique(maintain_order=True),
            pl.col("reason_zh").unique(maintain_order=True).str.join("；"),
            pl.col("reason_en").unique(maintain_order=True).str.join("; "),
        )
    )
    last = pl.exclude("payload", "status").last()
    return (
        records.group_by("payload", "status", maintain_order=True)
        .agg(pl.struct(place).reverse().alias("places"), last)
        .sort(ORDER[2:], maintain_order=True)
    )


def outgoing(home: Home, dataset: Dataset, rows: pl.DataFrame) -> Iterator[Outgoing]:
    """Make the lines of a dataset.

    Args:
        home: The installation.
        dataset: The dataset.
        rows: Rows as `alike` gives them.
    """
    known = accounts.of_dataset(home, dataset.source, dataset.name)
    told = {
        check.id: (list(concerned(list(check.items), dataset)), check.message)
        for check in compile_dataset(dataset).checks
    }
    numbers = _number_columns(dataset)
    for row in rows.iter_rows(named=True):
        values = own_values(row["payload"] or "{}", dataset)
        received = values.pop(AS_RECEIVED, None)
        if numbers:
            values = {
                column: _plain(value) if column in numbers else value for column, value in values.items()
            }
        places = tuple(Place(one["_batch"], one["_file"], one["_row"]) for one in row["places"])
        account = known.get(row["_batch"])
        yield Outgoing(
            sent=Sent(dataset.id, account.standard_version if account else dataset.version, places, values),
            reason=Text(zh=row["reason_zh"] or "", en=row["reason_en"] or ""),
            todo=advice(row["rules"] or []) if row["status"] == OPEN else _DONE,
            wrong=_wrong(row, told, dataset),
            as_received=received,
        )


def _number_columns(dataset: Dataset) -> frozenset[str]:
    """Columns of a typed source that hold numbers; a code such as 7E10 only looks like one."""
    if dataset.mapping is None or dataset.mapping.read.format not in TYPED:
        return frozenset()
    elements = {
        column: [dataset.items[item].element for item in items]
        for column, items in dataset.mapping.items_of.items()
    }
    return frozenset(
        column
        for column, found in elements.items()
        if any(element is not None and element.type.is_number for element in found)
    )


def _wrong(
    row: Mapping[str, Any], told: Mapping[str, tuple[list[str], Text]], dataset: Dataset
) -> dict[str, Text]:
    """What each column at fault is told: the messages of its own checks, or the reason of the row."""
    said: dict[str, list[Text]] = {column: [] for column in concerned(row["columns"] or [], dataset)}
    for rule in row["rules"] or []:
        columns, message = told.get(rule, ([], None))
        for column in columns:
            if message is not None and column in said:
                said[column].append(message)
    whole = Text(zh=row["reason_zh"] or "", en=row["reason_en"] or "")
    return {
        column: Text(zh="；".join(one.zh for one in texts), en="; ".join(one.en for one in texts))
        if texts
        else whole
        for column, texts in said.items()
    }


def unmendable(dataset: Dataset, rows: pl.DataFrame) -> Iterator[Unmendable]:
    """Sum up by file what cannot be mended in cells."""
    found = rows.group_by("_file", "rules", maintain_order=True).agg(
        pl.len(), pl.col("reason_zh").first(), pl.col("reason_en").first()
    )
    for row in found.iter_rows(named=True):
        reason = Text(zh=row["reason_zh"] or "", en=row["reason_en"] or "")
        rules = row["rules"] or []
        todo = _FRAME_TODO if _is_frame(dataset) else _FOOTER_TODO if _FOOTER in rules else advice(rules)
        yield Unmendable(dataset, row["_file"], row["len"], reason, todo)


_FRAME_TODO: Final = Text(
    zh="报文由设备产生，不能在表中改：请检查设备或通信，由数采仪补传",
    en="a device made the frame, it cannot be mended in cells: check device and line, and let the logger send it again",
)
_FOOTER_TODO: Final = Text(
    zh="合计或填表说明不是记录：下次报送请去掉",
    en="totals and remarks are no records: leave them out next time",
)


def _is_frame(dataset: Dataset) -> bool:
    return dataset.mapping is not None and dataset.mapping.read.format == _FRAMES


def _plain(text: str | None) -> str | None:
    """A binary number of a typed source as its digits: without exponent, and without the noise of its last places."""
    try:
        number = float(text or "")
    except ValueError:
        return text
    if not math.isfinite(number):
        return None
    digits = (text or "").strip("-0").replace(".", "")
    if "e" not in digits.lower() and (text != repr(number) or len(digits) <= _EXACT):
        return text
    return format(Decimal(format(number, f".{_EXACT}g")), "f")
