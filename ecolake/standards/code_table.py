"""The code table beside a code list's header: a CSV file, first column `code`, one row a code."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ecolake.standards.findings import Finding
from ecolake.standards.model import CodeList
from ecolake.standards.text_file import read_text


def read_codes(codelist: CodeList, path: Path, file: str) -> tuple[frozenset[str], list[Finding]]:
    """Read the codes that the table holds.

    Args:
        codelist: The header, which declares the columns.
        path: The table.
        file: How findings name it.

    Returns:
        The codes, and all faults of the table.
    """
    text = read_text(path, file)
    if isinstance(text, Finding):
        return frozenset(), [text]
    findings: list[Finding] = []
    rows = _rows(text)
    try:
        _, columns = next(rows, (1, []))
        if columns != list(codelist.columns) or columns[:1] != ["code"]:
            said = f"the columns are {columns}, the header declares {list(codelist.columns)}"
            return frozenset(), [Finding(file, 1, 1, "bad_columns", said)]
        lines: dict[tuple[str, str], int] = {}
        for line, cells in rows:
            findings.extend(
                Finding(file, line, 1, code, message, hint)
                for code, message, hint in _faults(line, cells, columns, lines)
            )
    except csv.Error as error:
        return frozenset(), [*findings, Finding(file, 1, 1, "bad_csv", f"not CSV: {error}")]
    return frozenset(code for code, _ in lines), findings


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
