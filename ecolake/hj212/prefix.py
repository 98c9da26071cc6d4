"""What a gateway writes before a frame: the time it came and the address it came from.

`2026-03-02T08:00:05.120+08:00 10.20.3.7 ##…`; either part may be absent.
"""

import re
from datetime import datetime
from typing import Final

from ecolake.hj212.times import read_iso

_PREFIX: Final = re.compile(
    r"\[?(?P<time>\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?\]?"
    r"[\s,;|]*(?P<address>[0-9A-Za-z.:\[\]_/-]{1,64})?[\s:>|,;]*",
    re.ASCII,
)


def read_prefix(prefix: bytes) -> tuple[datetime | None, str | None, bool]:
    """Read a gateway prefix.

    Returns:
        The moment of receipt in UTC, the device's address, and whether the whole prefix was understood.
    """
    if not prefix:
        return None, None, True
    found = _PREFIX.fullmatch(prefix.decode("latin-1"))
    if found is None:
        return None, None, False
    moment = read_iso(found["time"]) if found["time"] else None
    return moment, found["address"], not (found["time"] and moment is None)
