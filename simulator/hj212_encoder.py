"""Frames of HJ 212-2017, written and never read.

Belongs here: the frame and its CRC. Does not belong here: decoding, which the engine does with its own code.
"""


def _shift(register: int) -> int:
    for _ in range(8):
        register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


# The standard shifts the register right by a byte before it takes the next one in: only 256 values occur.
_HJ212 = tuple(_shift(register) for register in range(256))


def crc(segment: bytes) -> int:
    """Return the check of a data segment by HJ 212-2017 annex A, which is not MODBUS."""
    register = 0xFFFF
    for byte in segment:
        register = _HJ212[register >> 8 ^ byte]
    return register


def modbus_crc(segment: bytes) -> int:
    """Return CRC-16/MODBUS, which devices use that were built from the wrong description."""
    register = 0xFFFF
    for byte in segment:
        register = register >> 8 ^ _HJ212[(register ^ byte) & 0xFF]
    return register


def frame(segment: str, check: int | None = None) -> str:
    """Return ``##``, the length in four digits, the segment and its CRC in four hex digits; no CR LF."""
    data = segment.encode("ascii")
    return f"##{len(data):04d}{segment}{crc(data) if check is None else check:04X}"
