"""How much text a workbook's cells come to, once each holds its own.

Cells refer to shared texts, so that a small file can say a long text a million times. Counted from what
`excel_guard` copied, and only where even the longest text in every cell would be too much.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ecolake.formats.limits import MIB

_TEXT = re.compile(rb"<(?:\w+:)?si[\s>/]")
_SHARED = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*([0-9]{1,9})\s*<"""
)
# Longer than a cell that refers to a text can be.
_CELL = 4096


@dataclass
class Texts:
    """Where the shared texts of a part begin, seen piece by piece; markup counts as text, which errs on the safe side."""

    starts: list[int] = field(default_factory=list)
    seen: int = 0
    _rest: bytes = b""

    def see(self, chunk: bytes) -> None:
        """Look at the next piece."""
        text = self._rest + chunk
        begin = self.seen - len(self._rest)
        self.starts.extend(begin + found.start() for found in _TEXT.finditer(text))
        # An opening tag that is cut is looked at with what follows; one that is whole is not seen twice.
        cut = text.rfind(b"<")
        self._rest = (
            text[cut:] if cut >= 0 and _TEXT.match(text[cut:]) is None and len(text) - cut < _CELL else b""
        )
        self.seen += len(chunk)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Bytes of each text."""
        ends = np.array([*self.starts, self.seen], dtype=np.int64)
        return ends[1:] - ends[:-1]


def spelled_out(book: zipfile.ZipFile, sheets: list[str], texts: Texts) -> int:
    """Return the bytes of all shared texts in the cells of these parts."""
    lengths = texts.lengths
    total = 0
    for name in sheets:
        for piece in _pieces(book, name):
            which = np.array(_SHARED.findall(piece), dtype=np.int64)
            total += int(lengths[which[which < len(lengths)]].sum())
    return total


def _pieces(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Give a part in pieces that begin with a cell."""
    rest = b""
    with book.open(name) as part:
        while chunk := part.read(MIB):
            text = rest + chunk
            cut = max(text.rfind(b"<c "), text.rfind(b":c "), 0)
            # A piece without any cell in it is no sheet's, or one long text.
            cut = cut or len(text)
            rest = text[cut:]
            yield text[:cut]
        yield rest
