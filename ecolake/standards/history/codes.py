"""The codes of one side, as far as their table can be read; what is wrong with a table is for lint to say."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecolake.standards.code_validity import FIRST, LAST, read_span
from ecolake.standards.findings import Finding
from ecolake.standards.text_file import read_text


@dataclass(frozen=True)
class Code:
    """One code: the lines it stands on, when it is in force, and its other cells."""

    line: int
    spans: tuple[tuple[Any, Any], ...]
    cells: tuple[tuple[str, ...], ...]


def read_codes(root: Path, file: str) -> dict[str, Code]:
    """Read a table.

    Args:
        root: The standards folder.
        file: The table, relative to it; one that is not there has no codes.
    """
    path = root / file
    text = read_text(path, file) if path.is_file() else ""
    if isinstance(text, Finding):
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    found: dict[str, Code] = {}
    for row in _rows(reader):
        cells = {str(name): str(value or "") for name, value in row.items()}
        code = cells.pop("code", "")
        span = _span(cells.pop("valid_from", ""), cells.pop("valid_to", ""))
        before = found.get(code, Code(reader.line_num, (), ()))
        found[code] = Code(before.line, (*before.spans, span), (*before.cells, tuple(cells.values())))
    return found


def _rows(reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    """The rows as far as the table is one; lint names the fault."""
    with suppress(csv.Error):
        yield from reader


def _span(since: str, until: str) -> tuple[Any, Any]:
    try:
        return read_span(since, until)
    except ValueError:
        return FIRST, LAST
