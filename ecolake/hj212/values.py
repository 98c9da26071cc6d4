"""Numbers as devices write them.

Only the reading of one value belongs here.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

# Sign, at most 14 digits before the point as in N14.2 (HJ 212-2017 table 4); behind it devices send more
# than two. An exponent is no form of the standard, but firmware that prints with %g sends it.
NUMBER: Final = r"[+-]?(?:[0-9]{1,14}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?"
LARGEST: Final = Decimal(10) ** 14
_NUMBER: Final = re.compile(NUMBER)


_PLAIN: Final = re.compile(r"[+-]?[0-9]{1,14}(?:\.[0-9]{0,20})?")  # nearly all values


def all_numbers(texts: Sequence[str]) -> bool:
    """Whether `read_decimal` gives a number for each text."""
    # The usual forms need no Decimal, and no Python call each.
    return all(map(_PLAIN.fullmatch, texts)) or all(read_decimal(text) is not None for text in texts)


def read_decimal(raw: str) -> Decimal | None:
    """The number a value spells, exactly; None when it spells none, or one that no field can hold."""
    if not _NUMBER.fullmatch(raw):
        return None
    value = Decimal(raw)
    return value if abs(value) < LARGEST else None
