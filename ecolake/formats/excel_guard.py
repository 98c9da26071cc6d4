"""From a received file to a workbook that is safe to parse: within limits, and nothing in it but cells.

A workbook is a zip, and the parser behind `ecolake.formats.excel` lays a sheet out as one dense block, whatever a zip or
a cell's address makes of it. So every part is unpacked and counted here, the addresses are read, and the parser is
given a plain copy of what was looked at, which holds no macros, pictures or links.
"""

import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from ecolake.errors import UnreadableError
from ecolake.formats import archive_faults, excel_faults
from ecolake.formats.archive import GZIP_MAGIC, ZIP_MAGIC, PlainFile, checked_entries, opened_zip, unwrap
from ecolake.formats.excel_strings import Texts, spelled_out
from ecolake.formats.limits import KIB, MIB, Limits

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CONTENT = "[Content_Types].xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedstrings.xml"
# Pictures and the like count among the members.
PARTS = 5_000
# About a gigabyte once laid out.
CELLS = 30_000_000
# A cell that opens and has content; cells that are only coloured close at once and take no room.
_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?(?<!/)>")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row(?:\s[^<>]*?)?\sr\s*=\s*["']([0-9]{1,7})["']""")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_TAG = 64 * KIB


def open_workbook(path: Path, member: str, scratch: Path, limits: Limits) -> PlainFile:
    """Return a workbook to be parsed: the file itself, or what a zip or gzip around it holds.

    Raises:
        UnreadableError: As `archive.unwrap`; `encrypted_workbook`, `old_workbook`, `oversized_sheet`.
    """
    plain = PlainFile(path, path.name)
    head = _head(path)
    if head.startswith(GZIP_MAGIC) or (head.startswith(ZIP_MAGIC) and not _is_office(plain)):
        plain = unwrap(path, member, scratch, limits, nested=True)
        head = _head(plain.path)
    if not head:
        raise archive_faults.empty_file(plain.label)
    if head.startswith(OLE_MAGIC):
        raise _not_open_xml(plain)
    if not head.startswith(ZIP_MAGIC):
        raise excel_faults.old_format(
            plain.label, "no workbook at all, or one saved as text or as a web page"
        )
    return _copied(plain, scratch / "workbook.xlsx", limits)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(len(OLE_MAGIC))


def _is_office(plain: PlainFile) -> bool:
    with opened_zip(plain.path, plain.label) as archive:
        return CONTENT in archive.namelist()


def _not_open_xml(plain: PlainFile) -> UnreadableError:
    """The old container holds an encrypted workbook, or one of Excel 97."""
    tail = b""
    with plain.path.open("rb") as stream:
        while chunk := stream.read(MIB):
            if ENCRYPTED in tail + chunk:
                return excel_faults.encrypted(plain.label)
            tail = chunk[-len(ENCRYPTED) :]
    return excel_faults.old_format(plain.label, "a workbook of Excel 97 to 2003 (.xls), or no workbook")


def _copied(plain: PlainFile, target: Path, limits: Limits) -> PlainFile:
    """Copy the parts that hold cells into a zip without compression, counting bytes and looking at addresses."""
    with opened_zip(plain.path, plain.label) as archive:
        entries = checked_entries(archive, plain.label, replace(limits, members=PARTS))
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names):
            raise archive_faults.unsafe(plain.label, "two members have one name", "包内有同名文件")
        if BOOK not in names:
            raise excel_faults.old_format(plain.label, "a document that is no .xlsx workbook")
        packed = plain.path.stat().st_size
        meter = _Meter(plain.label, min(limits.uncompressed, max(limits.ratio_floor, packed * limits.ratio)))
        texts = Texts()
        sheets: dict[str, int] = {}
        with zipfile.ZipFile(target, "w") as copy:
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    sheets[entry.filename] = _copy_part(archive, entry, copy, meter, texts)
    longest = int(texts.lengths.max(initial=0))
    with zipfile.ZipFile(target) as copy:
        if longest * sum(sheets.values()) > limits.uncompressed:
            total = spelled_out(copy, [name for name, shared in sheets.items() if shared], texts)
            if total > limits.uncompressed:
                raise archive_faults.bomb(plain.label, limits.uncompressed)
    return PlainFile(target, plain.label)


def _copy_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, copy: zipfile.ZipFile, meter: "_Meter", texts: Texts
) -> int:
    """Copy one part and return how many of its cells refer to a shared text."""
    extent = Extent(f"{meter.label}!{entry.filename}")
    is_strings = entry.filename.lower() == STRINGS
    with archive.open(entry) as part, copy.open(entry.filename, "w", force_zip64=True) as out:
        while chunk := part.read(MIB):
            meter.count(len(chunk))
            extent.see(chunk)
            if is_strings:
                texts.see(chunk)
            out.write(chunk)
    return extent.shared


@dataclass
class _Meter:
    """Bytes unpacked so far, over all parts."""

    label: str
    bound: int
    unpacked: int = 0

    def count(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.bound:
            raise archive_faults.bomb(self.label, self.bound)


@dataclass
class Extent:
    """How far the cells of one sheet reach, seen piece by piece.

    Attributes:
        label: The part, for errors.
        rows: The last row with a cell.
        columns: The last column with a cell.
        shared: Cells that refer to a shared text.
    """

    label: str
    rows: int = 0
    columns: int = 0
    shared: int = 0
    _rest: bytes = b""
    _begun: bool = False
    _rows_seen: int = 0
    _cells_of_row: int = 0

    def see(self, chunk: bytes) -> None:
        """Look at the next piece of the part.

        Raises:
            UnreadableError: `oversized_sheet`, or `damaged_workbook` for what cannot be looked at.
        """
        if not self._begun and b"\x00" in chunk[:4]:
            raise excel_faults.damaged(self.label, "a part is not UTF-8")
        self._begun = True
        text = self._rest + chunk
        cut = text.rfind(b"<")
        if cut < 0 or text.find(b">", cut) >= 0:
            cut = len(text)
        self._rest = text[cut:]
        if len(self._rest) > _TAG:
            raise excel_faults.damaged(self.label, "an element is too long")
        self._look(text[:cut])
        if self.rows * self.columns > CELLS:
            raise excel_faults.too_large(self.label, self.rows, self.columns)

    def _look(self, text: bytes) -> None:
        cells = _CELL.findall(text)
        tags = b"".join(cells)
        self.shared += len(_SHARED.findall(tags))
        places = _PLACE.findall(tags)
        if len(places) < len(_ADDRESS.findall(tags)):
            raise excel_faults.damaged(self.label, "a cell has an impossible address")
        self.columns = max([self.columns, *map(_number, {letters for letters, _ in places})])
        self.rows = max([self.rows, *map(int, {row for _, row in places})])
        if len(places) < len(cells):
            self._count(text)

    def _count(self, text: bytes) -> None:
        """Cells without an address stand where counting finds them."""
        parts = _ROW.split(text)
        counts = [len(_CELL.findall(part)) for part in parts]
        counts[0] += self._cells_of_row
        self._rows_seen += len(parts)
        self._cells_of_row = counts[-1]
        numbered = [int(number) for number in _ROW_NUMBER.findall(text)]
        self.columns = max(self.columns, *counts)
        self.rows = max([self.rows, self._rows_seen, *numbered])


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
