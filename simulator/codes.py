"""Identifiers with right check characters: USCC, organisation code, permit number, device number.

Belongs here: how a code is put together. Does not belong here: which enterprise has it (``world``).
"""

from random import Random

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
