"""What a gateway relays, kept as the log that `ecolake.formats.hj212` reads: one frame a line, as received.

A gateway that gives bare frames does not say when it had them; such a line begins with the time at which it was heard here.
"""

import re
from pathlib import Path
from typing import Final

from ecolake.connectors.base import Clock
from ecolake.landing import Fetched

LINE_END: Final = b"\r\n"
# A line without an end is written on as it comes: a whole day without one must not pile up in memory.
LONGEST_HELD: Final = 64 * 1024
_BARE: Final = re.compile(rb"^##", re.MULTILINE)


class FrameLog:
    """Writes one file after another, each of whole lines.

    Args:
        folder: Existing folder for the files.
        origin: Where the frames come from.
        clock: When.
    """

    def __init__(self, folder: Path, origin: str, clock: Clock) -> None:
        self._folder = folder
        self._origin = origin
        self._clock = clock
        self._number = 1
        self._held = b""
        self._is_inside = False
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take bytes as they come; they may end anywhere in a line."""
        whole, end, rest = (self._held + chunk).rpartition(b"\n")
        self._held = rest
        if end:
            self._put(whole + end)
        if len(rest) > LONGEST_HELD:
            self._put(rest)
            self._held = b""
            self._is_inside = True

    def break_off(self) -> None:
        """End the line that was begun, because nothing will complete it."""
        if self._held or self._is_inside:
            self._put(self._held + LINE_END)
            self._held = b""

    def close(self) -> Fetched:
        """Return the file of the lines written so far, and begin another."""
        path = self._path()
        self._number += 1
        self.size = 0
        return Fetched(path.name, path, self._origin, self._clock())

    def _put(self, lines: bytes) -> None:
        """Append lines, the first of which may be the rest of one that was begun."""
        begun = b""
        if self._is_inside:
            begun, end, lines = lines.partition(b"\n")
            begun += end
        stamp = self._clock().isoformat(timespec="milliseconds").encode("ascii")
        marked = begun + _BARE.sub(stamp + b" ##", lines)
        self._is_inside = False
        with self._path().open("ab") as file:
            file.write(marked)
        self.size += len(marked)

    def _path(self) -> Path:
        return self._folder / f"frames-{self._number:04d}.log"
