"""Which releases are kept: the newest ones, and the last of each month, so that a month can be asked for later.

Decides by the records alone; removing is the business of `releases`.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ecolake.errors import UsageError
from ecolake.warehouse.record import Release

# Days and months are those of the people who ask.
CHINA: Final = ZoneInfo("Asia/Shanghai")
NEWEST: Final = "ECOLAKE_KEEP_RELEASES"
MONTHS: Final = "ECOLAKE_KEEP_MONTHS"


@dataclass(frozen=True)
class Keep:
    """How many releases stay.

    Attributes:
        newest: The last releases, at least one.
        months: Months whose last release stays too, counted back from the newest release; its own month is one.
    """

    newest: int = 5
    months: int = 13

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Keep":
        """Read `ECOLAKE_KEEP_RELEASES` and `ECOLAKE_KEEP_MONTHS`.

        Raises:
            EcolakeError: One of them is no number, or no release would be left.
        """
        env = os.environ if environment is None else environment
        return cls(_number(env, NEWEST, cls.newest, least=1), _number(env, MONTHS, cls.months, least=0))


def day_of(release: Release) -> date:
    """The day on which a release was published, where the people are."""
    return datetime.fromisoformat(release.created_at).astimezone(CHINA).date()


def kept(releases: Sequence[Release], keep: Keep) -> frozenset[int]:
    """The numbers of the releases that stay, of releases that are listed newest first."""
    staying = {release.release for release in releases[: keep.newest]}
    last_of_month: dict[tuple[int, int], int] = {}
    for release in releases:
        day = day_of(release)
        last_of_month.setdefault((day.year, day.month), release.release)
    newest_months = sorted(last_of_month, reverse=True)[: keep.months]
    return frozenset(staying.union(last_of_month[month] for month in newest_months))


def _number(env: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise UsageError(
            "bad_retention",
            f"{name} is '{text}'; it has to be a whole number from {least}.",
            f"{name} 的值“{text}”无效，应为不小于 {least} 的整数。",
            where=name,
            hint_en=f"Set it to how many stay, or leave it out for {default}.",
            hint_zh=f"请设为要保留的数量，或不设（默认 {default}）。",
        )
    return int(text)
