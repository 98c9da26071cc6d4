"""Whether a strptime format can be read: polars must read back what it writes by it."""

from datetime import UTC, datetime

import polars as pl

# No two of its fields are alike, and the hour tells morning from afternoon.
_SAMPLE = datetime(2023, 11, 28, 14, 35, 46, tzinfo=UTC)
_DAY = _SAMPLE.replace(hour=0, minute=0, second=0)


def format_fault(form: str, *, is_date: bool) -> str:
    """Say why values of this format cannot be read; empty when they can.

    Args:
        form: strptime directives, as polars knows them.
        is_date: Whether a day is wanted rather than an instant.
    """
    sample = pl.Series([_DAY if is_date else _SAMPLE])
    try:
        text = sample.dt.strftime(form)
        read = (
            text.str.to_date(form, strict=False).cast(pl.Datetime("us", "UTC"))
            if is_date
            else text.str.to_datetime(form, time_unit="us", strict=False)
        )
        again, days = read.dt.strftime(form), read.dt.date()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return (
            f"'{form}' is no format that can be read; a day needs its year, month and day, a time its minutes"
        )
    if days.to_list() != [_SAMPLE.date()] or again.to_list() != text.to_list():
        return f"'{form}' cannot be read back: what it writes, '{text[0]}', does not say which moment it is"
    return ""
