"""Times as HJ 212 writes them: digits in China's local time.

Only reading and writing of times belongs here.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))
SECONDS: Final = 14  # YYYYMMDDhhmmss
MILLISECONDS: Final = 17  # with zzz, as QN has it; some devices write DataTime so


@lru_cache(maxsize=4096)
def read_time(digits: str) -> datetime | None:
    """Read `YYYYMMDDhhmmss`, with milliseconds or without, as a moment.

    Args:
        digits: 14 or 17 digits, local time (UTC+8).

    Returns:
        The moment in UTC, or None when the digits are no time.
    """
    if len(digits) not in (SECONDS, MILLISECONDS) or not (digits.isascii() and digits.isdigit()):
        return None
    starts = (0, 4, 6, 8, 10, 12)
    ends = (4, 6, 8, 10, 12, 14)
    parts = [int(digits[start:end]) for start, end in zip(starts, ends, strict=True)]
    micro = int(digits[SECONDS:] or 0) * 1000
    try:
        return datetime(*parts, micro, tzinfo=CHINA).astimezone(UTC)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None


def read_iso(text: str) -> datetime | None:
    """Read an ISO 8601 time as a gateway logs it; without an offset it is China's local time."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
