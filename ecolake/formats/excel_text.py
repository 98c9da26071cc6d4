"""The cells of one sheet as a person reads them, each as text.

The parser can hand a sheet over as one type at a time. Asked for text it shortens numbers to nine decimals, writes a
day as a midnight and drops errors; so it is asked again, for numbers and for times, where that may have happened.
"""

import re
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import fastexcel

_MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ERROR = re.compile(r"Error\((\w+)\)")
_DAY = 86_400_000


def sheet_text(reader: "fastexcel.ExcelReader", sheet: str) -> tuple[pl.DataFrame, bool]:
    """Read one sheet.

    Whole numbers have no fraction, others up to 15 digits, which is what spreadsheets show and keep; days are
    `2026-03-02`, moments `2026-03-02 08:00:00`, times `08:00:00`, booleans `true` and `false`, formulas their last
    result, errors `#DIV/0!` and the like. Empty cells are null.

    Returns:
        One row for each row of the sheet from its first on, and whether a person who opens the workbook sees the sheet.
    """
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True)
    batch, errors = loaded.to_arrow_with_errors()
    visible = loaded.visible == "visible"
    if not batch.num_columns:
        return pl.DataFrame(), visible
    text = pl.DataFrame(pl.from_arrow(batch))
    text.columns = [str(position) for position in range(text.width)]
    for error in errors.errors if errors else ():
        row, column = error.position
        kind = _ERROR.search(error.detail)
        text[row, column] = _ERRORS.get(kind[1], "#ERROR!") if kind else "#ERROR!"
    numbers = _again(reader, sheet, "float", text)
    text = text.with_columns(_exact(text[name], numbers[name]) for name in text.columns)
    if text.select(pl.any_horizontal(pl.all().str.contains(_MOMENT).any())).item():
        times = _again(reader, sheet, "duration", text)
        text = text.with_columns(_moments(text[name], times[name]) for name in text.columns)
    return text, visible


def _again(reader: "fastexcel.ExcelReader", sheet: str, kind: str, text: pl.DataFrame) -> pl.DataFrame:
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes=kind)  # type: ignore[call-overload]
    frame = pl.DataFrame(pl.from_arrow(loaded.to_arrow()))
    frame.columns = text.columns
    return frame


def _exact(text: pl.Series, numbers: pl.Series) -> pl.Series:
    """Put back the digits that the parser cut from a number; a text that spells one equals it and stays."""
    short = numbers.is_finite() & (text.cast(pl.Float64, strict=False) != numbers)
    places = short.fill_null(value=False).arg_true()
    if places.is_empty():
        return text
    values, which = np.unique(numbers.gather(places).to_numpy(), return_inverse=True)
    shown = pl.Series([_fifteen_digits(value) for value in values.tolist()])
    return text.scatter(places, shown.gather(which))


def _fifteen_digits(number: float) -> str:
    return format(Decimal(format(number, ".15g")), "f")


def _moments(text: pl.Series, times: pl.Series) -> pl.Series:
    """Write what is a time by its cell's format, and not by its text, without the part that says nothing."""
    if times.dtype != pl.Duration or times.null_count() == len(times):
        return text
    length = times.dt.total_milliseconds()
    moment = text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="ms", strict=False, exact=True)
    # A time is kept as a fraction of a day, which may miss the second by a little.
    beside = moment.dt.millisecond().cast(pl.Int64)
    off = pl.when(beside <= 1).then(-beside).when(beside >= 999).then(1000 - beside).otherwise(0)
    moment = pl.select((moment + (off * 1000).cast(pl.Duration("us"))).cast(pl.Datetime("ms"))).to_series()
    written = (
        pl.when(length < _DAY)
        .then(moment.dt.strftime("%H:%M:%S%.f"))
        .when(moment.dt.time() == time(0, 0, 0))
        .then(moment.dt.strftime("%Y-%m-%d"))
        .otherwise(moment.dt.strftime("%Y-%m-%d %H:%M:%S%.f"))
    )
    return pl.select(
        pl.when(length.is_not_null() & moment.is_not_null()).then(written).otherwise(text).alias(text.name)
    ).to_series()
