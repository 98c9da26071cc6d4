"""Text in lines, a block at a time: so that a file of any size costs the memory of a block."""

from collections.abc import Iterable, Iterator

from ecolake.errors import UnreadableError
from ecolake.formats.limits import Limits

Line = tuple[int, str]


def numbered_blocks(chunks: Iterable[str], label: str, limits: Limits) -> Iterator[list[Line]]:
    """Yield the lines of a text that are not blank, each with its 1-based number and without surrounding space.

    Lines end in a line feed, or a carriage return and a line feed.

    Raises:
        UnreadableError: `oversized_line`.
    """
    rest, number = "", 0
    for chunk in chunks:
        lines = (rest + chunk).split("\n")
        rest = lines.pop()
        yield _numbered(lines, number, label, limits)
        number += len(lines)
        _refuse_oversized(rest, number + 1, label, limits)
    yield _numbered([rest], number, label, limits)


def _numbered(lines: list[str], before: int, label: str, limits: Limits) -> list[Line]:
    if lines and max(map(len, lines)) > limits.line:
        for number, line in enumerate(lines, start=before + 1):
            _refuse_oversized(line, number, label, limits)
    stripped = enumerate([line.strip(" \t\r") for line in lines], start=before + 1)
    return [(number, line) for number, line in stripped if line]


def _refuse_oversized(line: str, number: int, label: str, limits: Limits) -> None:
    if len(line) > limits.line:
        raise UnreadableError(
            "oversized_line",
            f"Line {number} is longer than {limits.line} characters.",
            f"第 {number} 行超过 {limits.line} 个字符。",
            where=f"{label}, line {number}",
            hint_en="Ask the source to write one record a line, and look whether this is the format agreed on.",
            hint_zh="请提供单位每行只写一条记录，并核对是否为约定的格式。",
        )
