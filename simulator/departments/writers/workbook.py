"""Workbooks: title rows, merged headers, several sheets, numbers as numbers.

The parts of a book are few and written column by column as whole texts: the libraries at hand set a cell at a time, which for the
books of a province (two million cells a day) took half of the time in which all its departments delivered.
"""

from string import ascii_uppercase
from xml.sax.saxutils import escape

import polars as pl

from ecolake.standards.source import ReadOptions
from simulator.departments.disguise import Kind, Said
from simulator.departments.writers.packing import zipped
from simulator.departments.writers.separated import header_rows
from simulator.departments.writers.style import Style

# Rows from which a book has one more sheet, where its reader takes several.
_SHEET_ROWS = 5000
# A number of more digits than a double holds is kept as a text, as clerks do with long codes.
_NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d{1,14})?$"
_DIGITS = 15
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(held: pl.DataFrame, said: Said, read: ReadOptions, style: Style) -> bytes:
    """Write a book; where the source reads a glob of sheets the rows are spread over two or more."""
    sheets = _sheets(held, read.sheet)
    parts = {"[Content_Types].xml": _content_types(len(sheets)), "_rels/.rels": _package_relations()}
    parts["xl/workbook.xml"] = _book([name for name, _ in sheets])
    parts["xl/_rels/workbook.xml.rels"] = _book_relations(len(sheets))
    for number, (_, part) in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(part, said, read, style.title)
    return zipped({name: (_HEAD + text).encode() for name, text in parts.items()}, style.stamp)


def _sheets(held: pl.DataFrame, glob: str) -> list[tuple[str, pl.DataFrame]]:
    if "*" not in glob:
        return [(glob, held)]
    count = max(2, -(-held.height // _SHEET_ROWS)) if held.height > 1 else 1
    size = -(-held.height // count) or 1
    stem = glob if glob != "*" else "Sheet*"
    return [(stem.replace("*", str(n + 1)), held.slice(n * size, size)) for n in range(count)]


def _sheet(part: pl.DataFrame, said: Said, read: ReadOptions, title: str) -> str:
    width = len(part.columns)
    header = header_rows(part.columns, read.header)
    notes = [title, *(["填报说明：按月更新"] * (read.skip - 1))][: read.skip]
    lead = [[note, *([""] * (width - 1))] for note in notes] + header
    rows = [
        _row([_text_cell(name, row, place) for place, name in enumerate(line)], row)
        for row, line in enumerate(lead, 1)
    ]
    merged = [f"A{row}:{_letters(width - 1)}{row}" for row in range(1, read.skip + 1) if width > 1]
    merged += _merged(header, read.skip + 1)
    first = len(lead) + 1
    numbers = (
        pl.int_range(first, first + part.height, eager=True, dtype=pl.Int64).cast(pl.String).alias("#row")
    )
    cells = [_cell(place, said.kinds[name]) for place, name in enumerate(part.columns)]
    body = part.with_columns(numbers).select(
        pl.concat_str([pl.lit('<row r="'), pl.col("#row"), pl.lit('">'), *cells, pl.lit("</row>\n")]).alias(
            "row"
        )
    )
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    data = "".join(rows) + "".join(body.to_series().to_list())
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData>{merges}</worksheet>'


def _cell(place: int, kind: Kind) -> pl.Expr:
    """Return a column's cells; an empty one is left out."""
    letters = _letters(place)
    text = pl.nth(place)
    opening = [pl.lit(f'<c r="{letters}'), pl.col("#row")]
    shown = [
        pl.lit('" t="inlineStr"><is><t xml:space="preserve">'),
        text.str.replace_many(_ESCAPES),
        pl.lit("</t></is></c>"),
    ]
    cell = pl.concat_str([*opening, *shown])
    if kind in ("number", "whole"):
        is_number = text.str.contains(_NUMBER) & (text.str.len_chars() <= _DIGITS)
        number = pl.concat_str([*opening, pl.lit('"><v>'), text, pl.lit("</v></c>")])
        cell = pl.when(is_number).then(number).otherwise(cell)
    return pl.when(text.is_null() | (text == "")).then(pl.lit("")).otherwise(cell)


def _text_cell(text: str, row: int, place: int) -> str:
    if not text:
        return ""
    return (
        f'<c r="{_letters(place)}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    )


def _row(cells: list[str], row: int) -> str:
    return f'<row r="{row}">{"".join(cells)}</row>\n'


def _merged(header: list[list[str]], top: int) -> list[str]:
    """Merge a group's name over its columns, as people do."""
    if len(header) == 1:
        return []
    groups, below = header[0], header[-1]
    starts = [place for place, name in enumerate(groups) if name]
    ends = zip(starts, [*starts[1:], len(groups)], strict=True)
    return [f"{_letters(a)}{top}:{_letters(b - 1)}{top}" for a, b in ends if b - a > 1 and below[a]]


def _letters(place: int) -> str:
    """Return the name of a column: A to Z, AA and on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


def _content_types(sheets: int) -> str:
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>'
    )


def _package_relations() -> str:
    target = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{target}</Relationships>'


def _book(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _book_relations(sheets: int) -> str:
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}</Relationships>'
