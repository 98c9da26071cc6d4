"""Rejected rows as CSV, for a program or an analyst of the department that sent them.

Cells are inert: a value that a spreadsheet would take for a formula is written as text. Personal information is kept. The file
that a person mends in is `workbook`; a CSV file is not taken back.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from ecolake.errors import EcolakeError, UsageError
from ecolake.home import Home
from ecolake.rejects.advice import advice
from ecolake.rejects.rows import concerned, own_values, personal_columns, rejected_rows, source_columns
from ecolake.standards.catalogue import Dataset, Standards

# The wide ones too: a spreadsheet set to Chinese or Japanese takes them for the others.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
OURS: Final = (
    "状态 status",
    "批次 batch",
    "文件 file",
    "行 row",
    "涉及列 columns",
    "原因 reason (zh)",
    "原因 reason (en)",
    "处理 what to do",
)


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The files, in the order of the datasets.
        rows: Rows by dataset id.
        personal: Columns with personal information that the files hold, as `<dataset id>: <column>`.
    """

    files: tuple[Path, ...]
    rows: dict[str, int]
    personal: tuple[str, ...]


def export(
    home: Home,
    standards: Standards,
    to: Path,
    *,
    source: str | None = None,
    dataset: str | None = None,
    rule: str | None = None,
    batch: str | None = None,
) -> Exported:
    """Write the rejected rows, mended or not; the same rows give the same bytes.

    Args:
        home: The installation.
        standards: The loaded standards.
        to: `*.csv`: this file, or one `<name>.<dataset id>.csv` each when there are several datasets.
        source: As for `rejected_rows`, like those that follow.
        dataset: Only datasets of this name.
        rule: Only rows that failed this rule.
        batch: Only batches whose name begins so.

    Raises:
        EcolakeError: The name ends otherwise, or there is nothing to write.
    """
    if to.suffix.lower() != ".csv":
        raise _other_format(to)
    rows = rejected_rows(home, standards, source, dataset, rule=rule, batch=batch)
    if rows.is_empty():
        raise nothing_rejected()
    parts = {
        f"{name[0]}.{name[1]}": part
        for name, part in rows.partition_by("source", "dataset", as_dict=True, maintain_order=True).items()
    }
    to.parent.mkdir(parents=True, exist_ok=True)
    files, personal = [], []
    for dataset_id, part in parts.items():
        path = to if len(parts) == 1 else to.with_name(f"{to.stem}.{dataset_id}{to.suffix}")
        columns = source_columns(standards.datasets[dataset_id], part)
        _write(path, standards.datasets[dataset_id], part, columns)
        files.append(path)
        personal += [
            f"{dataset_id}: {one}" for one in personal_columns(standards.datasets[dataset_id], columns)
        ]
    counts = {dataset_id: part.height for dataset_id, part in parts.items()}
    return Exported(tuple(files), counts, tuple(personal))


def nothing_rejected() -> EcolakeError:
    """No rejected row matches."""
    return EcolakeError(
        "nothing_rejected",
        "No rejected row matches, so there is nothing to write.",
        "没有符合条件的退回行，无需导出。",
        hint_en="See what there is with: ecolake rejects show",
        hint_zh="查看退回行：ecolake rejects show",
    )


def _other_format(to: Path) -> UsageError:
    return UsageError(
        "unknown_format",
        f"Rejected rows are exported to .csv, not to '{to.suffix}'.",
        f"退回行导出为 .csv，不支持“{to.suffix}”。",
        where=str(to),
        hint_en="Name the file *.csv. The workbook for a department: ecolake rejects workbook --department NAME --to f.xlsx",
        hint_zh="请将文件命名为 *.csv。给部门改正用的 Excel：ecolake rejects workbook --department 部门 --to f.xlsx",
    )


def _write(path: Path, dataset: Dataset, rows: pl.DataFrame, columns: list[str]) -> None:
    # The mark at the beginning is what makes a spreadsheet read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([disarm(name) for name in (*OURS, *columns)])
        writer.writerows([disarm(value) for value in cells] for cells in _cells(dataset, rows, columns))


def _cells(dataset: Dataset, rows: pl.DataFrame, columns: list[str]) -> Iterator[list[object]]:
    for row in rows.iter_rows(named=True):
        faulty = dict.fromkeys(concerned(row["columns"] or [], dataset))
        todo = advice(row["rules"] or [])
        values = own_values(row["payload"] or "{}", dataset)
        yield [
            row["status"],
            row["_batch"],
            row["_file"],
            row["_row"],
            "、".join(faulty),
            row["reason_zh"],
            row["reason_en"],
            f"{todo.zh}\n{todo.en}",
            *(values.get(column) for column in columns),
        ]


def disarm(value: object) -> object:
    """Make a CSV cell that a spreadsheet would compute a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
