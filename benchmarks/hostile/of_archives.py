"""Ways to spoil what is wrapped: gzip, zip, and the parts of a workbook or a Shapefile."""

import gzip
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random

from benchmarks.hostile import of_bytes, of_text

Way = Callable[[bytes, Random], bytes]

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
MEMBERS = (
    "../../x.csv",
    "/etc/x.csv",
    "a\\..\\b.csv",
    "C:x.csv",
    "",
    "a/",
    "x" * 60_000,
    "数据.csv",
    "a\x00b.csv",
    ".csv",
    "__MACOSX/a.csv",
)
SHEET_PIECES = (
    '<dimension ref="A1:XFD1048576"/>', '<c r="XFD1048576"><v>1</v></c>', '<c r="A0"><v>1</v></c>', '<c r="1A"><v>1</v></c>',
    '<c r="ZZZZZZ99999999999"><v>1</v></c>', '<row r="1048576"/>', '<row r="-1"><c r="A-1"/></row>', '<row r="99999999999999999999">',
    '<c t="s"><v>99999999</v></c>', '<c t="s"><v>-1</v></c>', '<c t="d"><v>2026-99-99</v></c>', '<c t="e"><v>#REF!</v></c>',
    '<c t="b"><v>7</v></c>', '<c s="4294967296"><v>1</v></c>', "<v>1e309</v>", "<v>NaN</v>", "<v>-693594</v>", "<v>2958466</v>",
    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', '<mergeCell ref="A1:A1048576"/>', '<mergeCell ref="B2:A1"/>',
    "<f>A1</f>", '<f t="shared" si="0" ref="A1:XFD1048576">1</f>', "<is><t>" + "x" * 40_000 + "</t></is>", "<t>_x0000_</t>", "<sheetData/>",
    '<cols><col min="1" max="16384" hidden="1"/></cols>', "<a>" * 5000, "&#0;", '<!DOCTYPE a [<!ENTITY b "c">]>',
)  # fmt: skip


def gzipped(data: bytes, rng: Random) -> bytes:
    """Pack it, perhaps twice, perhaps with something after it."""
    packed = gzip.compress(data, mtime=0)
    return rng.choice(
        (
            packed,
            gzip.compress(packed, mtime=0),
            packed + b"\0" * 40,
            packed + packed,
            packed + b"junk",
            packed[:-6],
        )
    )


def gzip_bomb(_: bytes, rng: Random) -> bytes:
    """Pack very much of nothing."""
    return gzip.compress(rng.choice((b"\0", b"\n", b"a,b\n", b"[", b'{"a":1}\n')) * (4 << 20), mtime=0)


def zipped(data: bytes, rng: Random) -> bytes:
    """Pack it as a member of some name, or of several."""
    return _zip([(rng.choice(MEMBERS) or "a", data)] * rng.choice((1, 1, 2, 150)))


def member_spoilt(data: bytes, rng: Random) -> bytes:
    """Spoil one member and pack it again, so that the wrapping is good."""
    members = _members(data)
    if not members:
        return of_bytes.flipped(data, rng)
    at = rng.randrange(len(members))
    name, content = members[at]
    ways = [*of_bytes.WAYS.values(), *of_text.WAYS.values(), *of_text.MARKED_WAYS.values()]
    members[at] = (name, rng.choice(ways)(content, rng))
    return _zip(members)


def members_changed(data: bytes, rng: Random) -> bytes:
    """Rename, repeat, drop or swap members."""
    members = _members(data)
    if not members:
        return data
    at, other = rng.randrange(len(members)), rng.randrange(len(members))
    kind = rng.randrange(5)
    if kind == 0:
        members[at] = (rng.choice(MEMBERS), members[at][1])
    elif kind == 1:
        members.append(members[at])
    elif kind == 2:
        del members[at]
    elif kind == 3:
        members[at], members[other] = (members[at][0], members[other][1]), (members[other][0], members[at][1])
    else:
        members[at] = (members[at][0], b"")
    return _zip(members)


def headers(data: bytes, rng: Random) -> bytes:
    """Change a field of a header: method, flags, sizes, offsets, lengths, counts."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        mark = rng.choice((LOCAL, CENTRAL, END))
        places = [match.start() for match in re.finditer(re.escape(mark), data)]
        if not places:
            continue
        at = rng.choice(places) + rng.randrange(4, {LOCAL: 30, CENTRAL: 46, END: 22}[mark], 2)
        raw = struct.pack("<H", rng.choice(of_bytes.NUMBERS) % 65536)
        out[at : at + 2] = raw
    return bytes(out)


def member_bomb(data: bytes, rng: Random) -> bytes:
    """Let one member unpack to very much."""
    members = _members(data)
    if not members:
        return data
    at = rng.randrange(len(members))
    name, content = members[at]
    cut = rng.randrange(len(content) + 1)
    filler = rng.choice((b" ", b"\0", b"<row/>", b'<c r="A1"><v>1</v></c>', b"1,")) * (8 << 20)
    members[at] = (name, content[:cut] + filler[: 40 << 20] + content[cut:])
    return _zip(members)


def sheet(data: bytes, rng: Random) -> bytes:
    """Put something odd into a part of a workbook."""
    members = _members(data)
    parts = [place for place, (name, _) in enumerate(members) if name.endswith(".xml")]
    if not parts:
        return of_bytes.flipped(data, rng)
    for _ in range(rng.randint(1, 4)):
        at = rng.choice(parts)
        name, content = members[at]
        spots = [match.end() for match in re.finditer(rb">", content)] or [0]
        spot = rng.choice(spots)
        piece = rng.choice(SHEET_PIECES).encode()
        members[at] = (name, content[:spot] + piece + content[spot:])
    return _zip(members)


def numbers_in_sheet(data: bytes, rng: Random) -> bytes:
    """Change the numbers that a workbook says of itself."""
    members = _members(data)
    for place, (name, content) in enumerate(members):
        found = list(re.finditer(rb"\d+", content))
        if not found:
            continue
        spot = rng.choice(found)
        value = rng.choice((b"0", b"-1", b"65536", b"4294967295", b"99999999999999999999", b"1e999", b""))
        members[place] = (name, content[: spot.start()] + value + content[spot.end() :])
    return _zip(members) if members else data


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()[:40]]
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
        struct.error,
        NotImplementedError,
        KeyError,
    ):
        return []


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # names given twice are what is wanted
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "a"), content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


WRAPPINGS: Mapping[str, Way] = {way.__name__: way for way in (gzipped, gzip_bomb, zipped)}
ZIP_WAYS: Mapping[str, Way] = {
    way.__name__: way for way in (member_spoilt, members_changed, headers, member_bomb)
}
WORKBOOK_WAYS: Mapping[str, Way] = {way.__name__: way for way in (sheet, numbers_in_sheet, member_spoilt)}
