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
from ecolake.hj212.faults import FrameError, excerpt, show

LONGEST_SEGMENT: Final = 1024
MARK: Final = b"##"
LENGTH_DIGITS: Final = 4
CLOSING: Final = b"&&"
OPENING: Final = b"CP=&&"

FRAME: Final = re.compile(rb"##[0-9]{4}")

_HEX: Final = re.compile(rb"[0-9A-Fa-f]{4}")
_BARE: Final = re.compile(rb"[A-Za-z]+\s*=")
_OPENED: Final = re.compile(re.escape(OPENING))
_CLOSED: Final = re.compile(rb"&&([0-9A-Fa-f]{4})(?=\s|\Z|##[0-9]{4})")
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


class _Ahead:
    """Where patterns come next in a line.

    The answers are remembered: a line of a million damaged frames is searched once, not once a frame.
    """

    __slots__ = ("_found", "_line")

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._found: dict[re.Pattern[bytes], tuple[int, re.Match[bytes] | None]] = {}

    def next(self, pattern: re.Pattern[bytes], start: int, end: int) -> re.Match[bytes] | None:
        """The first match that lies between start and end."""
        asked, found = self._found.get(pattern, (len(self._line) + 1, None))
        if start < asked or (found is not None and found.start() < start):
            found = pattern.search(self._line, start)
            self._found[pattern] = (start, found)
        return found if found is not None and found.end() <= end else None


def open_line(line: bytes, *, bare_segments: bool = False) -> Iterator[Envelope]:
    """Find the frames of a line, in time linear to its length.

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
    ahead = _Ahead(line)
    prefix = line[:start].strip()
    if OPENING in prefix:
        yield _no_header(prefix)
        prefix = b""
    while start >= 0:
        while line[start + 2 : start + 3] == b"#":
            start += 1
        envelope = _frame_at(line, start, prefix, ahead)
        end = start + len(envelope.text)
        start = line.find(MARK, end)
        rest = line[end : start if start >= 0 else len(line)].strip()
        damaged = OPENING in rest  # a frame whose `##` is lost, glued to this one
        if rest and not damaged and envelope.fault is None:
            deviations = (*envelope.deviations, "trailing_bytes")
            envelope = Envelope(prefix, envelope.text, envelope.segment, deviations)
        yield envelope
        if damaged:
            yield _no_header(rest)
        prefix = b""


def _headless(line: bytes, *, bare_segments: bool) -> Envelope:
    if bare_segments and _BARE.match(line) and (OPENING in line or line.endswith(CLOSING)):
        return Envelope(b"", line, line, ("unframed",))
    return _no_header(line)


def _no_header(text: bytes) -> Envelope:
    return Envelope(b"", text, None, (), FrameError("no_header", seen=excerpt(text)))


def _frame_at(line: bytes, start: int, prefix: bytes, ahead: _Ahead) -> Envelope:
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
        elif line[max(body, end - len(CLOSING)) : end] == CLOSING and _is_damaged_crc(line, end):
            segment = line[body:end]
            found = {"field": show(field), "computed": f"{crc16(segment):04X}"}
            return Envelope(prefix, line[start : end + 4], segment, (), FrameError("crc_mismatch", **found))
    return _searched(line, start, prefix, declared, ahead)


def _is_damaged_crc(line: bytes, end: int) -> bool:
    """Whether four bytes stand where the CRC belongs, rather than the end of the line or the next frame."""
    field = line[end : end + 4]
    return len(field.strip()) == len(field) == 4 and MARK not in line[end : end + 5]


def _tolerated(segment: bytes, field: bytes) -> tuple[str, ...]:
    over = ("over_1024",) if len(segment) > LONGEST_SEGMENT else ()
    return over if field == field.upper() else (*over, "lower_case_crc")


def _wrong_crc(segment: bytes, field: bytes, computed: int) -> FrameError:
    code = "modbus_crc" if int(field, 16) == modbus_crc16(segment) else "crc_mismatch"
    return FrameError(code, field=field.decode().upper(), computed=f"{computed:04X}", hint="")


def _searched(line: bytes, start: int, prefix: bytes, declared: int | None, ahead: _Ahead) -> Envelope:
    """The frame whose length does not lead to a closing `&&` and CRC: look for them up to the next frame."""
    following = ahead.next(FRAME, start + len(MARK), len(line))
    end = following.start() if following else len(line)
    body = min(start + len(MARK) + LENGTH_DIGITS, end)
    opened = ahead.next(_OPENED, body, end)
    first = opened.end() if opened else body
    closed = ahead.next(_CLOSED, first, end) or ahead.next(_CLOSED_ANYHOW, first, end)
    digits = line[start + len(MARK) : body].rstrip()
    shown = digits.decode("ascii", "backslashreplace") if declared is None else declared
    if closed is None:
        text = line[start:end].rstrip()
        actual = max(len(text) - len(MARK) - LENGTH_DIGITS, 0)
        return Envelope(prefix, text, None, (), FrameError("truncated", declared=shown, actual=actual))
    segment = line[body : closed.start() + len(CLOSING)]
    fault = _wrong_length(segment, closed[1], declared, shown)
    return Envelope(prefix, line[start : closed.end()], segment, (), fault)


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
