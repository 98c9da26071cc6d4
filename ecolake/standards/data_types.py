"""The types a data element may have, and what they are in polars and DuckDB.

The grammar is `text`, `text(n)`, `integer`, `decimal(p,s)`, `boolean`, `date`, `datetime` (an instant, stored in UTC).
Numbers with a fraction are decimals only: a limit of a standard is a decimal number, and binary floating point
puts values on the wrong side of it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

_TYPE = re.compile(r"(text|integer|decimal|boolean|date|datetime)(?:\((\d+)(?:,\s*(\d+))?\))?\Z")
MAX_TEXT = 4000
MAX_PRECISION = 38
# Numbers of so many digits are within 64 bits.
_INTEGER_DIGITS = 18


@dataclass(frozen=True)
class DataType:
    """A parsed type.

    Attributes:
        name: One of text, integer, decimal, boolean, date, datetime.
        size: Longest text in characters, or the precision of a decimal.
        scale: Digits after the decimal point.
    """

    name: str
    size: int = 0
    scale: int = 0

    def __str__(self) -> str:
        """Write the type as the YAML does."""
        if self.name == "decimal":
            return f"decimal({self.size},{self.scale})"
        return f"text({self.size})" if self.name == "text" and self.size != MAX_TEXT else self.name

    @property
    def polars(self) -> pl.DataType:
        """The polars type of a column of this type."""
        if self.name == "decimal":
            return pl.Decimal(self.size, self.scale)
        return {
            "text": pl.String(),
            "integer": pl.Int64(),
            "boolean": pl.Boolean(),
            "date": pl.Date(),
            "datetime": pl.Datetime("us", "UTC"),
        }[self.name]

    @property
    def duckdb(self) -> str:
        """The DuckDB type of a column of this type."""
        if self.name == "decimal":
            return f"DECIMAL({self.size},{self.scale})"
        return {
            "text": "VARCHAR",
            "integer": "BIGINT",
            "boolean": "BOOLEAN",
            "date": "DATE",
            "datetime": "TIMESTAMP WITH TIME ZONE",
        }[self.name]

    @property
    def is_number(self) -> bool:
        """Whether a range and a unit make sense."""
        return self.name in {"integer", "decimal"}

    def holds(self, number: Decimal) -> bool:
        """Whether a column of this type can hold exactly that number."""
        digits, scale = (_INTEGER_DIGITS, 0) if self.name == "integer" else (self.size, self.scale)
        if not number.is_finite():
            return False
        # By the digits themselves: arithmetic on a Decimal rounds to 28 of them.
        _, written, exponent = number.as_tuple()
        plain = "".join(map(str, written)).rstrip("0")
        last = int(exponent) + len(written) - len(plain)
        return number == 0 or (-last <= scale and number.adjusted() < digits - scale)


def parse_type(text: str) -> DataType:
    """Parse the grammar above.

    Raises:
        ValueError: The text is not a type, or its sizes make no sense.
    """
    match = _TYPE.match(text)
    if not match:
        raise ValueError(
            f"'{text}' is not a type; use text, text(n), integer, decimal(p,s), boolean, date or datetime"
        )
    name, size, scale = match.group(1), match.group(2), match.group(3)
    if name == "decimal":
        if size is None or scale is None or not 0 <= int(scale) <= int(size) <= MAX_PRECISION:
            raise ValueError(
                f"'{text}': a decimal is written decimal(p,s) with 0 <= s <= p <= {MAX_PRECISION}"
            )
        return DataType(name, int(size), int(scale))
    if name == "text":
        if scale is not None or (size is not None and int(size) < 1):
            raise ValueError(f"'{text}': a text is written text or text(n) with n >= 1")
        return DataType(name, int(size) if size else MAX_TEXT)
    if size is not None:
        raise ValueError(f"'{text}': {name} takes no size")
    return DataType(name)
