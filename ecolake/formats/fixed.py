"""Fixed-width text to a table of text: columns are so many bytes of the encoding, and there is no header.

Lines are cut as bytes, a block of the file at a time, by numpy: a Chinese character takes two or four of them in GB 18030,
so that cutting decoded text would shift every column after it. A column is decoded at once, its cells apart by line feeds.
"""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ecolake.errors import UnreadableError
from ecolake.formats import fixed_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.archive_faults import empty_file
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame, unique_names
from ecolake.formats.text import decode_chunks
from ecolake.standards.source import ReadOptions

BLOCK = 16 * MIB
LINE_FEED, CARRIAGE_RETURN, SPACE, TAB = 10, 13, 32, 9
# Encodings in which the bytes of line ends and spaces stand for nothing else.
ASCII_BASED = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "big5", "ascii")

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


def read_fixed(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Iterator[Table]:
    """Read lines of columns of fixed width (`read.widths`, in bytes), part by part.

    `_row` is the number of the line. Spaces at the end of a cell are no part of it, those before it are; empty cells are
    null. Blank lines are no records. A line of another length, or with a character across two columns, is malformed.

    Raises:
        UnreadableError: `empty_file`, `wrong_encoding`, `html_instead_of_data`, `oversized_line`, or `wrong_shape` when
            no line has the length, there are no widths, or the encoding does not tell bytes apart.
    """
    names, widths = unique_names(list(read.widths)), list(read.widths.values())
    if not widths or min(widths) < 1:
        raise fixed_faults.wrong_shape(
            plain.label, "`read: widths` gives no column a width", "`read: widths` 未给出列宽"
        )
    _check_encoding(plain, read.encoding)
    before = rows = 0
    faults: set[str] = set()
    for block in _blocks(plain.path, plain.label, limits):
        starts, lengths = _lines(block)
        fits = lengths == sum(widths)
        numbers = np.arange(before + 1, before + 1 + len(starts))
        frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String) | {"_row": pl.Int64})
        odd = ~fits & (lengths > 0)
        if not rows and not fits.any() and odd.sum() > limits.hopeless:
            raise _none_fits(sum(widths), plain.label)
        malformed = _ragged(block, starts[odd], lengths[odd], numbers[odd], read)
        if fits.any():
            cells = sliding_window_view(block, sum(widths))[starts[fits]]
            frame, torn = _frame(cells, names, widths, numbers[fits], read.encoding)
            malformed += torn
        before += len(starts)
        rows += frame.height
        faults |= {fault.code for fault in malformed}
        yield Table(names, frame, malformed_frame(sorted(malformed)))
    _refuse_empty(rows, faults, sum(widths), plain.label)


def _check_encoding(plain: PlainFile, encoding: str) -> None:
    """Hold the whole file against the encoding: what is cut later is known to be text."""
    for _ in decode_chunks(plain.path, encoding, plain.label):
        pass
    if codecs.lookup(encoding).name not in {codecs.lookup(name).name for name in ASCII_BASED}:
        raise fixed_faults.wrong_shape(
            plain.label,
            f"columns are not counted in bytes of {encoding}",
            f"不支持按 {encoding} 的字节计算列宽",
        )


def _blocks(path: Path, label: str, limits: Limits) -> Iterator[Bytes]:
    """Yield the file in blocks of whole lines, each ending in a line feed."""
    rest = b""
    lines = 0
    with path.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        while chunk := stream.read(BLOCK):
            whole, end, tail = chunk.rpartition(b"\n")
            if end:
                yield np.frombuffer(rest + whole + end, dtype=np.uint8)
                lines += (rest + whole).count(b"\n") + 1
                rest = tail
            else:
                rest += tail
            if len(rest) > limits.line:
                raise fixed_faults.oversized(label, lines + 1, limits.line)
    if rest:
        yield np.frombuffer(rest + b"\n", dtype=np.uint8)


def _lines(block: Bytes) -> tuple[Places, Places]:
    """Return where each line starts, and its length without the line end."""
    ends = np.flatnonzero(block == LINE_FEED)
    starts = np.concatenate(([0], ends[:-1] + 1))
    returned = (ends > starts) & (block[ends - 1] == CARRIAGE_RETURN)
    return starts, ends - returned - starts


def _ragged(
    block: Bytes, starts: Places, lengths: Places, numbers: Places, read: ReadOptions
) -> list[Malformed]:
    width = sum(read.widths.values())
    ragged = []
    for start, length, number in zip(starts.tolist(), lengths.tolist(), numbers.tolist(), strict=True):
        text = block[start : start + length].tobytes().decode(read.encoding)
        if text.strip(" \t"):
            ragged.append(fixed_faults.ragged(number, length, width, _payload(text)))
    return ragged


def _payload(text: str) -> str:
    return json.dumps({"text": text}, ensure_ascii=False)


def _frame(
    cells: Bytes, names: list[str], widths: list[int], numbers: Places, encoding: str
) -> tuple[pl.DataFrame, list[Malformed]]:
    """Return lines of the right length as rows, and those with a character across two columns.

    Args:
        cells: A row of bytes for each line.
        names: The columns' names.
        widths: Their widths, which add up to a row's.
        numbers: The lines' numbers.
        encoding: Of the bytes.
    """
    blank = ((cells == SPACE) | (cells == TAB)).all(axis=1)
    cells, numbers = cells[~blank], numbers[~blank]
    torn = np.zeros(len(cells), dtype=np.bool_)
    series = []
    ends = np.cumsum(widths).tolist()
    for name, width, end in zip(names, widths, ends, strict=True):
        apart = np.full((len(cells), width + 1), LINE_FEED, dtype=np.uint8)
        apart[:, :width] = cells[:, end - width : end]
        try:
            text = apart.tobytes().decode(encoding)
        except UnicodeDecodeError:
            here = _torn(apart, encoding)
            torn |= here
            apart[here, :width] = SPACE
            text = apart.tobytes().decode(encoding)
        series.append(_column(name, text, len(cells)))
    frame = pl.DataFrame([*series, pl.Series("_row", numbers)])
    malformed = [
        fixed_faults.torn(int(number), _payload(row.tobytes().decode(encoding)))
        for number, row in zip(numbers[torn], cells[torn], strict=True)
    ]
    return frame.filter(~pl.Series(torn)), malformed


def _torn(apart: Bytes, encoding: str) -> NDArray[np.bool_]:
    """Tell the cells that are no text of their own; only asked where a whole column is none."""
    return np.array([not _decodes(row.tobytes(), encoding) for row in apart], dtype=np.bool_)


def _decodes(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _column(name: str, text: str, height: int) -> pl.Series:
    """Return the cells of a column, which lie in one text, each followed by a line feed."""
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    offsets = np.concatenate(([0], np.flatnonzero(data == LINE_FEED) + 1)).astype(np.int64)
    cells = pa.LargeStringArray.from_buffers(height, pa.py_buffer(offsets), pa.py_buffer(data))
    return pl.Series(name, cells).str.strip_chars_end(" \n").replace("", None)


def _refuse_empty(rows: int, faults: set[str], width: int, label: str) -> None:
    if not rows and not faults:
        raise empty_file(label)
    if not rows and faults == {"ragged_row"}:
        raise _none_fits(width, label)


def _none_fits(width: int, label: str) -> UnreadableError:
    return fixed_faults.wrong_shape(
        label,
        f"no line is {width} bytes long, as the columns are together",
        f"没有一行的长度等于列宽之和 {width} 字节",
    )
