"""Lines of a gateway's log, with bounded memory.

Only the splitting of a file into lines belongs here. A gateway that writes no line ends makes one line of a
whole day, which is read as far as the limit; what lies behind it becomes one rejected record that says so.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from ecolake.hj212.envelope import FRAME, MARK, Envelope, open_line
from ecolake.hj212.faults import FrameError

LONGEST_LINE: Final = 16 * 1024 * 1024
_STEP: Final = 64 * 1024
_SHOWN: Final = 1024  # bytes of what was not read that its record shows


def open_log(log: BinaryIO, *, bare_segments: bool = False) -> Iterator[tuple[int, Envelope]]:
    """Find the frames of a log.

    Args:
        log: Lines `[prefix ]##…`; blank lines count for the number and are no frames.
        bare_segments: As `ecolake.hj212.envelope.open_line` has it.

    Yields:
        The number of the line, from 1, and an envelope; every byte that is not blank belongs to one.
    """
    number = 0
    while line := log.readline(LONGEST_LINE):
        number += 1
        unread = 0 if len(line) < LONGEST_LINE or line[-1:] == b"\n" else _skip_line(log)
        cut = _last_frame(line) if unread else len(line)
        if cut and not line[:cut].isspace():
            for envelope in open_line(line[:cut], bare_segments=bare_segments):
                yield number, envelope
        if unread:
            fault = FrameError("line_too_long", limit=LONGEST_LINE, unread=unread + len(line) - cut)
            shown = line[cut : cut + _SHOWN] + "…".encode()
            yield number, Envelope(b"", shown, None, (), fault)


def _skip_line(log: BinaryIO) -> int:
    """Pass over the rest of a line; how many bytes it had before its end."""
    size = 0
    while more := log.readline(_STEP):
        size += len(more.rstrip(b"\r\n"))
        if more[-1:] == b"\n":
            break
    return size


def _last_frame(line: bytes) -> int:
    """Where the last frame of a cut line begins; 0 when no frame lies before it."""
    end = len(line)
    while end > 0:
        start = max(end - _STEP, 0)
        marks = [mark.start() for mark in FRAME.finditer(line, start, end + len(MARK) + 3)]
        if marks:
            return marks[-1] if line.find(MARK, 0, marks[-1]) >= 0 else 0
        end = start
    return 0
