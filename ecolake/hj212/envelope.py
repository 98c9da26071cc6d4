"""Where the frames of a line are, and whether their length and checksum hold.

`##` + length (4 digits) + data segment + CRC (4 hexadecimal digits) + CR LF, HJ 212-2017 6.3.1. What the data
segment says is the business of `ecolake.hj212.segment`. A gateway may write a prefix before the first `##`,
and may log two frames on one line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ecolake.hj212.crc import crc16, modbus_crc16
from ecolake.hj212.faults import FrameError, excerpt

LONGEST_SEGMENT: Final = 1024
MARK: Final = b"##"
LENGTH_DIGITS: Final = 4
CLOSING: Final = b"&&"
OPENING: Final = b"CP=&&"

_HEX: Final = re.compile(rb"[0-9A-Fa-f]{4}")
_NEXT_FRAME: Final = re.compile(rb"##[0-9]{4}")
_CLOSED: Final = re.compile(rb"&&([0-9A-Fa-f]{4})(?=\s|\Z)")
_CLOSED_ANYHOW: Final = re.compile(rb"&&([0-9A-Fa-f]{4})")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One frame of a line, before its content is read.

    Attributes:
        prefix: What the gateway wrote before the first frame of the line.
        text: The frame as received, from `##` to its CRC; the whole line when there is no frame in it.
        segment: The data segment, None when it could not be found.
        deviations: Tolerated departures of the envelope.
        fault: Why the frame is rejected, None when length and checksum hold.
    """

    prefix: bytes
    text: bytes
    segment: bytes | None
    deviations: tuple[str, ...] = ()
    fault: FrameError | None = None


def open_line(line: bytes, *, bare_segments: bool = False) -> Iterator[Envelope]:
    """Find the frames of a line.

    Args:
        line: One line of a log, with or without its line end; must not be blank.
        bare_segments: Take a line without `##` that holds `CP=&&` as a data segment without envelope.

    Yields:
        At least one envelope, in the order of the line.
    """
    line = line.strip()
    start = line.find(MARK)
    if start < 0:
        yield _headless(line, bare_segments=bare_segments)
        return
    prefix = line[:start].strip()
    while start >= 0:
        while line[start + 2 : start + 3] == b"#":
            start += 1
        envelope = _frame_at(line, start, prefix)
        end = start + len(envelope.text)
        start = line.find(MARK, end)
        rest = line[end : start if start >= 0 else len(line)].strip()
        if rest and envelope.fault is None:
            deviations = (*envelope.deviations, "trailing_bytes")
            envelope = Envelope(prefix, envelope.text, envelope.segment, deviations)
        yield envelope
        prefix = b""


def _headless(line: bytes, *, bare_segments: bool) -> Envelope:
    if bare_segments and b"=" in line and (OPENING in line or line.endswith(CLOSING)):
        return Envelope(b"", line, line, ("unframed",))
    return Envelope(b"", line, None, (), FrameError("no_header", seen=excerpt(line)))


def _frame_at(line: bytes, start: int, prefix: bytes) -> Envelope:
    body = start + len(MARK) + LENGTH_DIGITS
    digits = line[start + len(MARK) : body]
    declared = int(digits) if len(digits) == LENGTH_DIGITS and digits.isdigit() else None
    if declared is not None:
        end = body + declared
        field = line[end : end + 4]
        if _HEX.fullmatch(field):
            segment = line[body:end]
            computed = crc16(segment)
            if int(field, 16) == computed:
                return Envelope(prefix, line[start : end + 4], segment, _tolerated(segment, field))
            if segment.endswith(CLOSING):
                fault = _wrong_crc(segment, field, computed)
                return Envelope(prefix, line[start : end + 4], segment, (), fault)
    return _searched(line, start, prefix, declared)


def _tolerated(segment: bytes, field: bytes) -> tuple[str, ...]:
    over = ("over_1024",) if len(segment) > LONGEST_SEGMENT else ()
    return over if field == field.upper() else (*over, "lower_case_crc")


def _wrong_crc(segment: bytes, field: bytes, computed: int) -> FrameError:
    code = "modbus_crc" if int(field, 16) == modbus_crc16(segment) else "crc_mismatch"
    return FrameError(code, field=field.decode().upper(), computed=f"{computed:04X}", hint="")


def _searched(line: bytes, start: int, prefix: bytes, declared: int | None) -> Envelope:
    """The frame whose length does not lead to a closing `&&` and CRC: look for them up to the next frame."""
    following = _NEXT_FRAME.search(line, start + len(MARK))
    end = following.start() if following else len(line)
    text = line[start:end].rstrip()
    body = text[len(MARK) + LENGTH_DIGITS :]
    opening = body.find(OPENING)
    first = opening + len(OPENING) if opening >= 0 else 0
    closed = _CLOSED.search(body, first) or _CLOSED_ANYHOW.search(body, first)
    shown = text[2:6].decode("ascii", "backslashreplace") if declared is None else declared
    if closed is None:
        return Envelope(prefix, text, None, (), FrameError("truncated", declared=shown, actual=len(body)))
    segment = body[: closed.start() + len(CLOSING)]
    text = text[: len(MARK) + LENGTH_DIGITS + closed.end()]
    return Envelope(prefix, text, segment, (), _wrong_length(segment, closed[1], declared, shown))


def _wrong_length(segment: bytes, field: bytes, declared: int | None, shown: str | int) -> FrameError:
    computed = crc16(segment)
    found = {
        "declared": shown,
        "actual": len(segment),
        "field": field.decode().upper(),
        "computed": f"{computed:04X}",
    }
    if int(field, 16) == computed:
        characters = len(segment.decode("utf-8", "replace"))
        hint = " (characters were counted / 按字符计数)" if declared == characters else ""
        return FrameError("length_mismatch", hint=hint, **found)
    if int(field, 16) == modbus_crc16(segment):
        hint = f" (length/长度: {shown} ≠ {len(segment)})"
        return FrameError("modbus_crc", hint=hint, **found)
    return FrameError("length_and_crc_mismatch", **found)
