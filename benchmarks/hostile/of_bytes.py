"""Ways to spoil bytes, whatever they mean."""

import struct
from collections.abc import Callable, Mapping
from random import Random

# What a length or a count is most likely not to be guarded against.
NUMBERS = (
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    2**31 - 1,
    -(2**31),
    2**32 - 1,
    2**63 - 1,
    -(2**63),
)
RUNS = (b"\x00", b"\xff", b"A", b"\n", b",", b'"', b"\xe4\xb8\xad", b" ", b"0", b"<", b"[")


def flipped(data: bytes, rng: Random) -> bytes:
    """Flip one to eight bits."""
    out = bytearray(data or b"\0")
    for _ in range(rng.randint(1, 8)):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def replaced(data: bytes, rng: Random) -> bytes:
    """Write chance bytes over a few places."""
    out = bytearray(data or b"\0")
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(out))
        out[at : at + rng.randint(0, 4)] = rng.randbytes(rng.randint(0, 4))
    return bytes(out)


def cut(data: bytes, rng: Random) -> bytes:
    """End early, at any byte."""
    return data[: rng.randrange(len(data) + 1)]


def beheaded(data: bytes, rng: Random) -> bytes:
    """Begin late."""
    return data[rng.randrange(len(data) + 1) :]


def gap(data: bytes, rng: Random) -> bytes:
    """Leave a section out."""
    a, b = _section(data, rng)
    return data[:a] + data[b:]


def repeated(data: bytes, rng: Random) -> bytes:
    """Repeat a section, perhaps very often."""
    a, b = _section(data, rng)
    times = rng.choice((1, 2, 10, 1000))
    return data[:b] + data[a:b] * min(times, (2 << 20) // max(b - a, 1)) + data[b:]


def moved(data: bytes, rng: Random) -> bytes:
    """Take a section to another place."""
    a, b = _section(data, rng)
    rest = data[:a] + data[b:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + data[a:b] + rest[at:]


def number(data: bytes, rng: Random) -> bytes:
    """Write a number that is likely to be trusted over one, two, four or eight bytes."""
    size, form = rng.choice(((1, "b"), (2, "h"), (4, "i"), (8, "q")))
    value = rng.choice(NUMBERS) % (1 << size * 8)
    raw = struct.pack(rng.choice("<>") + form.upper(), value)
    at = rng.randrange(max(len(data) - size, 1))
    return data[:at] + raw + data[at + size :]


def run(data: bytes, rng: Random) -> bytes:
    """Put a run of one character in."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(RUNS) * rng.choice((1, 3, 100, 70_000, 1_100_000)) + data[at:]


def noise(_: bytes, rng: Random) -> bytes:
    """Nothing but chance."""
    return rng.randbytes(rng.choice((0, 1, 4, 100, 5000)))


def tailed(data: bytes, rng: Random) -> bytes:
    """Add chance bytes at the end, or the file once more."""
    return data + rng.choice((rng.randbytes(50), b"\x00" * 600, data, b"\x1a"))


def spliced(data: bytes, other: bytes, rng: Random) -> bytes:
    """Go on as another file."""
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def _section(data: bytes, rng: Random) -> tuple[int, int]:
    a = rng.randrange(len(data) + 1)
    return a, min(len(data), a + rng.choice((1, 4, 16, 64, 512, len(data))))


WAYS: Mapping[str, Callable[[bytes, Random], bytes]] = {
    way.__name__: way
    for way in (flipped, replaced, cut, beheaded, gap, repeated, moved, number, run, noise, tailed)
}
