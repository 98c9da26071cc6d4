"""The code table beside a code list's header: a CSV file, first column `code`, one row a code."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ecolake.standards.code_validity import read_span
from ecolake.standards.findings import Finding
from ecolake.standards.model import CodeList
from ecolake.standards.text_file import read_text

Rows = tuple[tuple[str, ...], ...]


def read_rows(codelist: CodeList, path: Path, file: str) -> tuple[Rows, list[Finding]]:
    """Read the rows that the table holds.

    Args:
        codelist: The header, which declares the columns.
        path: The table.
        file: How findings name it.

    Returns:
        The sound rows in the order of the file, and all faults of the table.
    """
    text = read_text(path, file)
    if isinstance(text, Finding):
        return (), [text]
    findings: list[Finding] = []
    rows = _rows(text)
    try:
        _, columns = next(rows, (1, []))
        if columns != list(codelist.columns) or columns[:1] != ["code"]:
            said = f"the columns are {columns}, the header declares {list(codelist.columns)}"
            return (), [Finding(file, 1, 1, "bad_columns", said)]
        lines: dict[tuple[str, str], int] = {}
        sound = []
        for line, cells in rows:
            faults = list(_faults(line, cells, columns, lines))
            findings.extend(Finding(file, line, 1, *fault) for fault in faults)
            if not faults:
                sound.append(tuple(cells))
    except csv.Error as error:
        return (), [*findings, Finding(file, 1, 1, "bad_csv", f"not CSV: {error}")]
    if not sound and not findings:
        findings.append(Finding(file, 1, 1, "no_codes", "the table has no code"))
    return tuple(sound), findings


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line that it begins on; empty lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _faults(
    line: int, cells: list[str], columns: list[str], lines: dict[tuple[str, str], int]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a row; a sound one is entered in `lines`, by its code and its first day."""
    if len(cells) != len(columns):
        hint = "a comma inside a field needs quotes around it" if len(cells) > len(columns) else ""
        yield "bad_row", f"the row has {len(cells)} fields, the table {len(columns)}", hint
        return
    row = dict(zip(columns, cells, strict=True))
    code = row["code"]
    if not code.strip():
        yield "empty_code", "the row has no code", ""
        return
    if code != code.strip():
        yield "bad_code", f"there is space around the code '{code}', which no value will have", ""
    identity = (code, row.get("valid_from", ""))
    if identity in lines:
        yield "duplicate", f"code '{code}' is already on line {lines[identity]}", ""
    lines.setdefault(identity, line)
    try:
        read_span(row.get("valid_from", ""), row.get("valid_to", ""))
    except ValueError as error:
        yield "bad_span", str(error), "write YYYY-MM-DD or YYYY, or leave it empty"
