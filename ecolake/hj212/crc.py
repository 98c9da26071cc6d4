"""Checksums of HJ 212 frames: the one the standard prints and the one that wrong devices send.

Only checksums belong here; where they stand in a frame is the business of `ecolake.hj212.envelope`.

The loop of HJ 212-2017 annex A starts each byte with `crc = (crc >> 8) ^ byte`, where CRC-16/MODBUS has
`crc ^= byte`. Only the high byte of the register survives a step, so a step is a linear map M of 8 bits:
the register after n bytes depends on the XOR over all bytes of M applied (distance from the end) times. M
has order 8, therefore bytes whose distances are equal modulo 8 can be XORed first, which big integers
do at the speed of C. Two consequences worth knowing: only 256 results exist, and the checksum does not see
two bytes swapped at a distance of 8; the length and the fields must be checked as well.
"""

from typing import Final

POLYNOMIAL: Final = 0xA001
INITIAL: Final = 0xFFFF
LANES: Final = 8


def _shift(register: int) -> int:
    for _ in range(8):
        register = (register >> 1) ^ (POLYNOMIAL if register & 1 else 0)
    return register


_TABLE: Final = tuple(_shift(byte) for byte in range(256))


def _powers() -> tuple[tuple[int, ...], ...]:
    """Powers 0 to 7 of the map that one byte applies to the high half of the register."""
    powers = [tuple(range(256))]
    for _ in range(LANES - 1):
        powers.append(tuple(_TABLE[state] >> 8 for state in powers[-1]))
    return tuple(powers)


_POWERS: Final = _powers()
_START: Final = tuple(_POWERS[(lane - 1) % LANES][INITIAL >> 8] for lane in range(LANES))
_P0, _P1, _P2, _P3, _P4, _P5, _P6, _P7 = _POWERS


def _fold(data: bytes) -> int:
    """XOR the 8-byte words of the data, aligned to its end, by halving one big integer."""
    word = int.from_bytes(data, "big")
    width = 64
    while width < len(data) * 8:
        width <<= 1
    while width > 64:
        width >>= 1
        high = word >> width
        word = high ^ (word ^ (high << width))
    return word


def crc16(data: bytes) -> int:
    """Checksum of a data segment by HJ 212-2017 annex A.

    Args:
        data: The bytes from `QN=` (or the first field) to the closing `&&`.

    Returns:
        The register; a frame carries it as four hexadecimal digits, high byte first.
    """
    if not data:
        return INITIAL
    b0, b1, b2, b3, b4, b5, b6, b7 = _fold(data).to_bytes(LANES, "little")
    state = _START[len(data) % LANES] ^ b0
    state ^= _P1[b1] ^ _P2[b2] ^ _P3[b3] ^ _P4[b4] ^ _P5[b5] ^ _P6[b6] ^ _P7[b7]
    return _TABLE[state]


def modbus_crc16(data: bytes) -> int:
    """CRC-16/MODBUS of the same bytes, to recognise devices that were built with the wrong checksum."""
    register = INITIAL
    for byte in data:
        register = (register >> 8) ^ _TABLE[(register ^ byte) & 0xFF]
    return register
