"""On which days a dataset is delivered, and under which names its files come."""

from datetime import date, datetime, time, timedelta

from ecolake.standards.source import ReadOptions
from simulator.departments.plan import Calendar

_QUARTER = 3
_WRITTEN_AT = time(1, 30)


def is_due(calendar: Calendar, day: date, start: date) -> bool:
    """Tell whether something is delivered: on the first day everything is, then as often as the calendar says."""
    if day == start or calendar == "daily":
        return True
    if calendar == "weekly":
        return day.weekday() == 0
    months = {"monthly": 1, "quarterly": _QUARTER, "yearly": 12}[calendar]
    return day.day == 1 and (day.month - 1) % months == 0


def window(calendar: Calendar, day: date, start: date) -> date:
    """Return the first day that a delivery speaks of: the one after the delivery before it."""
    while day > start and not is_due(calendar, day - timedelta(days=1), start):
        day -= timedelta(days=1)
    return day


def written_at(day: date) -> datetime:
    """Return when the department writes what it has of a day: in the small hours of the next, by its own clock."""
    return datetime.combine(day + timedelta(days=1), _WRITTEN_AT)


def file_name(read: ReadOptions, moment: datetime, part: int = 1) -> str:
    """Return a name that the glob of the dataset takes and that carries its day.

    Args:
        read: The dataset's `read` block.
        moment: Day and hour of what is in the file.
        part: 2 and more for what is sent again under another name.
    """
    stamp = moment.strftime(read.date or "%Y%m%d")
    name = read.files.removeprefix("**/")
    return name.replace("*", stamp if part == 1 else f"{stamp}_{part}", 1).replace("*", "")


def has_hours(read: ReadOptions) -> bool:
    """Tell whether the files of a day are parted by the hour."""
    return "%H" in (read.date or "")
