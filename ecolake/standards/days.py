"""Which day a file's name carries."""

import re
from datetime import date, datetime
from functools import cache

DIRECTIVES = {"Y": r"\d{4}", "j": r"\d{3}", **dict.fromkeys("ymdHMS", r"\d{2}")}


def day_in_name(name: str, pattern: str) -> date | None:
    """Return the first day in a file's name, as a pattern of strptime directives describes it.

    Raises:
        ValueError: The pattern holds a directive other than those of digits, `DIRECTIVES`.
    """
    for match in _regex(pattern).finditer(name):
        try:
            return datetime.strptime(match[0], pattern).date()  # noqa: DTZ007 - a calendar day, no instant
        except ValueError:
            # Digits of the right number that are no date; a later place in the name may hold one.
            continue
    return None


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"%(.)", pattern)
    unknown = set(parts[1::2]) - DIRECTIVES.keys()
    if unknown:
        raise ValueError(
            f"a date pattern may hold %{' %'.join(DIRECTIVES)}, not %{' %'.join(sorted(unknown))}"
        )
    digits = [DIRECTIVES[directive] for directive in parts[1::2]]
    return re.compile("".join(re.escape(a) + b for a, b in zip(parts[::2], [*digits, ""], strict=True)))
