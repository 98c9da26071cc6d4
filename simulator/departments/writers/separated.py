"""Separated text and fixed-width text."""

import csv
import io

import polars as pl

from ecolake.standards.source import ReadOptions

_BOM = "\ufeff"


def separated(frame: pl.DataFrame, read: ReadOptions, *, bom: bool, title: str) -> bytes:
    """Write CSV or its kin, with title rows above and a header of several rows where the source has them."""
    lead = io.StringIO(newline="")
    writer = csv.writer(lead, delimiter=read.separator, lineterminator="\r\n")
    for number in range(read.skip):
        writer.writerow([title if number == 0 else f"第{number}项说明", *([""] * (len(frame.columns) - 1))])
    writer.writerows(header_rows(frame.columns, read.header))
    body = frame.write_csv(
        include_header=False, separator=read.separator, line_terminator="\r\n", quote_style="necessary"
    )
    # A first cell that is empty and alone would be a blank line; a table of one column does not occur.
    return ((_BOM if bom else "") + lead.getvalue() + body).encode(read.encoding)


def header_rows(columns: list[str], rows: int) -> list[list[str]]:
    """Part `A/B` into the rows of a header; a merged cell stands in its first column, a lone name in the first row."""
    if rows == 1:
        return [columns]
    parts = [column.split("/", rows - 1) for column in columns]
    parts = [part + [""] * (rows - len(part)) for part in parts]
    lines = [list(line) for line in zip(*parts, strict=True)]
    for line in lines[:-1]:
        for place in range(len(line) - 1, 0, -1):
            if line[place] == line[place - 1] and parts[place][-1]:
                line[place] = ""
    return lines


def fixed(frame: pl.DataFrame, read: ReadOptions) -> bytes:
    """Write lines of columns with a width in bytes of the encoding.

    Raises:
        ValueError: A value is wider than its column.
    """
    padded = [_padded(frame[column], width, read.encoding) for column, width in read.widths.items()]
    return b"".join(b"".join(cells) + b"\r\n" for cells in zip(*padded, strict=True))


def _padded(values: pl.Series, width: int, encoding: str) -> list[bytes]:
    texts: list[str] = values.fill_null("").str.replace_all(r"\s+", " ").to_list()
    cells = [text.encode(encoding) for text in texts]
    if cells and max(map(len, cells)) > width:
        longest = max(texts, key=lambda text: len(text.encode(encoding)))
        raise ValueError(f"column {values.name} is {width} bytes wide, '{longest}' is longer")
    return [cell.ljust(width) for cell in cells]
