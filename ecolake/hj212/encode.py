"""Writing frames, the inverse of decoding: for simulators, tests and answers to a device."""

from typing import Final

from ecolake.hj212.crc import crc16

LONGEST: Final = 9999  # four digits of length
LINE_END: Final = b"\r\n"


def encode_frame(segment: str) -> bytes:
    """Wrap a data segment into a frame.

    Args:
        segment: The data segment, `QN=` to the closing `&&`. One over 1024 bytes breaks the standard, but
            is encoded: devices send them.

    Returns:
        Header, length, segment in UTF-8, checksum and line end (HJ 212-2017 6.3.1).

    Raises:
        ValueError: The segment's length does not fit four digits.
    """
    data = segment.encode("utf-8")
    if len(data) > LONGEST:
        raise ValueError(f"a data segment has at most {LONGEST} bytes, this one has {len(data)}")
    return b"##%04d%b%04X" % (len(data), data, crc16(data)) + LINE_END
