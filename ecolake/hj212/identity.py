"""What a rejected frame says of itself: who sent it and when, as far as its bytes can be read.

For finding the device that must be mended; nothing read here is data.
"""

import re
from datetime import datetime
from typing import Final, NamedTuple

from ecolake.hj212.times import read_time

# A value without a separator behind it may be cut off and is not taken.
_FIELD: Final = re.compile(rb"(?<![A-Za-z_-])(QN|ST|CN|MN|DataTime)=([^;,&=\s]{1,64})(?=[;,&])")
_LONGEST: Final = 2048  # bytes that are searched: the fields stand at the beginning


class Identity(NamedTuple):
    """Header fields of a frame that may be damaged, None where they cannot be read."""

    qn: str | None
    st: str | None
    cn: str | None
    mn: str | None
    data_time: datetime | None


def read_identity(text: bytes) -> Identity:
    """Read the header fields of a rejected frame, the first of each name."""
    found: dict[bytes, str] = {}
    for name, value in _FIELD.findall(text[:_LONGEST]):
        found.setdefault(name, value.decode("utf-8", "backslashreplace"))
    qn, st, cn, mn = map(found.get, (b"QN", b"ST", b"CN", b"MN"))
    return Identity(qn, st, cn, mn, read_time(found.get(b"DataTime", "")))
