"""Identifiers with right check characters: USCC, organisation code, permit number, device number.

Belongs here: how a code is put together. Does not belong here: which enterprise has it (``world``).
"""

from random import Random

import numpy as np
import polars as pl
from numpy.typing import NDArray

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: 31 characters, without I, O, S, V and Z; the value of a character is its position."""

_USCC_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_MANUFACTURER = "0000A89"  # 28 bits of the EPC-96; the manufacturer of the example in HJ 212-2017 table 3
_OBJECT_CLASS = "00016F"


def organisation_check(body: str) -> str:
    """Return the check character of an 8-character organisation code (GB 11714-1997): A=10, Z=35, 10 is X."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def uscc_check(body: str) -> str:
    """Return the 18th character for the first 17 of a unified social credit code (GB 32100-2015)."""
    values = (USCC_ALPHABET.index(character) for character in body)
    total = sum(value * weight for value, weight in zip(values, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def make_uscc(rng: Random, division: str, *, since_2015: bool) -> str:
    """Return the code of a company (91) registered in a division of six digits.

    Companies founded since the code came in have an organisation code that starts with MA; older ones kept
    their number of digits.
    """
    young = "MA" + rng.choice("23") + "".join(rng.choices(USCC_ALPHABET, k=5)) if since_2015 else ""
    body = young or f"{rng.randrange(15_000_000, 79_999_999)}"
    first = "91" + division + body + organisation_check(body)
    return first + uscc_check(first)


def break_check(uscc: str) -> str:
    """Return the code with another, therefore wrong, last character."""
    return uscc[:-1] + USCC_ALPHABET[(USCC_ALPHABET.index(uscc[-1]) + 7) % 31]


def permit_number(uscc: str, sequence: int, letter: str) -> str:
    """Return the 22 characters of HJ 608-2017: USCC, three digits, a letter that is not a check character."""
    return f"{uscc}{sequence:03d}{letter}"


def device_number(serial: int) -> str:
    """Return an MN of HJ 212-2017: an EPC-96 in 24 hex digits (header, maker, object class, serial)."""
    return f"01{_MANUFACTURER}{_OBJECT_CLASS}{serial:09X}"


def make_usccs(ordinals: NDArray[np.int64], divisions: pl.Series, since_2015: NDArray[np.bool_]) -> pl.Series:
    """Return the codes of many companies at once; distinct ordinals give distinct organisation codes.

    Args:
        ordinals: Below 5 × 10^7. Multiplying by a number without common factor spreads them over the codes.
        divisions: Six digits each, of where a company was registered.
        since_2015: Whether the organisation code starts with MA.
    """
    spread = ordinals.astype(np.int64) * 27_182_819
    old = 15_000_000 + spread % 64_999_999
    young, first = np.divmod(spread % (2 * 31**5), 2)
    bodies = np.empty((len(ordinals), 8), dtype="U1")
    bodies[:] = np.char.mod("%08d", old).astype("U8").view("U1").reshape(-1, 8)
    letters = np.array(list(USCC_ALPHABET))[young[:, None] // 31 ** np.arange(5)[None, :] % 31]
    bodies[since_2015] = np.concatenate(
        [np.full((len(ordinals), 2), ["M", "A"]), np.where(first[:, None] == 0, "2", "3"), letters], axis=1
    )[since_2015]
    check = np.array(list("0123456789X0"))[11 - _values(bodies, 36) @ np.array(_ORGANISATION_WEIGHTS) % 11]
    digits = divisions.to_numpy().astype("U6").view("U1").reshape(-1, 6)
    whole = np.concatenate([np.full((len(ordinals), 2), ["9", "1"]), digits, bodies, check[:, None]], axis=1)
    last = np.array(list(USCC_ALPHABET))[-(_values(whole, 31) @ np.array(_USCC_WEIGHTS)) % 31]
    return pl.Series(
        np.ascontiguousarray(np.concatenate([whole, last[:, None]], axis=1)).view("U18").ravel(),
        dtype=pl.String,
    )


def _values(characters: NDArray[np.str_], base: int) -> NDArray[np.int64]:
    """Return the value of each character: its place in the alphabet of the USCC, or A=10 … Z=35."""
    alphabet = USCC_ALPHABET if base == 31 else "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    table = np.zeros(128, dtype=np.int64)
    table[[ord(character) for character in alphabet]] = np.arange(len(alphabet))
    return table[np.ascontiguousarray(characters).view(np.uint32).reshape(characters.shape)]


def registration_numbers(bodies: pl.Series) -> pl.Series:
    """Return 15-digit registration numbers (GS 15-2006) for bodies of 14: check by iterated MOD 11,10."""
    digits = bodies.to_numpy().astype("U14").view("U1").reshape(-1, 14).astype(np.int64)
    product = np.full(len(bodies), 10)
    for place in range(14):
        total = (product + digits[:, place]) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return bodies + pl.Series((11 - product) % 10).cast(pl.String)
