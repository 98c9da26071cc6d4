"""What a response did to the air: its days against days of like weather without one, with the uncertainty of such a comparison.

The logarithm of a day's mean is first freed of what weather and season explain (a least-squares fit over the days without a response),
then the mean of the most alike days is taken off: matching with a regression adjustment (Abadie and Imbens 2011, Journal of Business
and Economic Statistics 29(1), doi:10.1198/jbes.2009.07333). How far such a comparison errs is read off placebos: every run of as many
days without a response is treated as if it were one. Air has a memory of days, which standard errors of single days do not see and
placebo runs do. Valid where weather varies as much without a response as with one; what else changed on the same days, as a holiday,
is counted as effect.
"""

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
WEATHER = ("wind_speed", "humidity", "rainfall", "temperature", "mixing")
EFFECTS = pl.Schema(
    {
        "response": pl.String(),
        "city": pl.String(),
        "days": pl.Int64(),
        "control_days": pl.Int64(),
        "placebo_runs": pl.Int64(),
        "observed": pl.Float64(),
        "expected": pl.Float64(),
        "effect": pl.Float64(),
        "effect_low": pl.Float64(),
        "effect_high": pl.Float64(),
        "reason": pl.String(),
    }
)
_LEAST_FREEDOM = 3
_AT_ONCE = 128  # days compared with all others at a time: ten years of a city stay within tens of megabytes
_LEAST = 0.1  # ug/m3: below it a monitor does not tell, and a logarithm would tell too much.


@dataclass(frozen=True)
class Matching:
    """How days are matched; see `standards/methods/control.yaml`.

    Attributes:
        alike: How many days of like weather a day is compared with.
        apart_days: Days around a day that are not compared with it, nor with a response that they follow.
        within_days: Days before and after that may be compared with it: farther off, it is another season.
        least_days: Days without a response below which nothing is said.
        confidence: Of the interval, as 0.95.
    """

    alike: int
    apart_days: int
    within_days: int
    least_days: int
    confidence: float


def effects(
    days: pl.DataFrame, responses: pl.DataFrame, matching: Matching, under_way: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return what each response did (`EFFECTS`), by response.

    ``effect`` is the share by which concentrations were below those expected (0.2: a fifth less), with the ends of its interval;
    without a value where too few days are known, and `reason` says which.

    Args:
        days: `city`, `day`, `concentration` in ug/m3 and the columns of `WEATHER`: daily means, rainfall as a sum, mixing as the
            range of temperature of the day, which is wide where the air is mixed high; days with a missing value do not count.
        responses: `response`, `city`, `first_day`, `last_day`.
        matching: How days are matched.
        under_way: `city`, `first_day`, `last_day` of every response, to other pollutants too: their days are not without one.
            Those of `responses` by default.
    """
    made = []
    busy = responses if under_way is None else under_way
    for (city,), own in responses.sort("city", "first_day", "response").group_by("city", maintain_order=True):
        known = (
            days.filter(pl.col("city") == city)
            .drop_nulls()
            .sort("day")
            .unique("day", keep="first", maintain_order=True)
        )
        city_days = _City(str(city), known, busy.filter(pl.col("city") == city), matching)
        made += [
            city_days.effect(*row) for row in own.select("response", "first_day", "last_day").iter_rows()
        ]
    return pl.DataFrame(made, schema=EFFECTS, orient="row").sort("response")


class _City:
    """The days of one city, each with how far it is from days like it."""

    def __init__(self, city: str, known: pl.DataFrame, busy: pl.DataFrame, matching: Matching) -> None:
        self._matching = matching
        self._city = city
        self._days = known["day"].cast(pl.Int32).to_numpy().astype(np.int64)
        self._values = known["concentration"].clip(_LEAST).to_numpy()
        self._free = np.ones(known.height, dtype=np.bool_)
        for first, last in busy.select("first_day", "last_day").iter_rows():
            self._free &= ~self._within(first, last, matching.apart_days)
        if self._free.sum() >= matching.least_days:
            weather = known.select(WEATHER).to_numpy().astype(np.float64)
            self._weekend = known["day"].dt.weekday().to_numpy() >= 6
            self._beyond = self._compared(weather)

    def _within(self, first: date, last: date, after: int = 0) -> Flags:
        epoch = date(1970, 1, 1)
        inside: Flags = (self._days >= (first - epoch).days) & (self._days <= (last - epoch).days + after)
        return inside

    def _compared(self, weather: Floats) -> Floats:
        """The logarithm of each day less that of the days like it, both freed of what weather explains."""
        usual, spread = weather[self._free].mean(axis=0), weather[self._free].std(axis=0)
        scaled = (weather - usual) / np.where(spread > 0, spread, 1.0)
        year = 2 * np.pi * self._days / 365.25
        terms = np.column_stack(
            [np.ones(len(year)), scaled, scaled**2, self._weekend, np.cos(year), np.sin(year)]
        )
        logs = np.log(self._values)
        fit = np.linalg.lstsq(terms[self._free], logs[self._free], rcond=None)[0]
        left: Floats = logs - terms @ fit
        return np.concatenate(
            [self._beyond_like(scaled, left, first) for first in range(0, len(left), _AT_ONCE)]
        )

    def _beyond_like(self, scaled: Floats, left: Floats, first: int) -> Floats:
        """By how much some days, from the first on, are beyond the days of most alike weather."""
        some = slice(first, first + _AT_ONCE)
        gap = np.abs(self._days[some, None] - self._days[None, :])
        usable = (
            self._free[None, :]
            & (gap > self._matching.apart_days)
            & (gap <= self._matching.within_days)
            & (self._weekend[some, None] == self._weekend[None, :])
        )
        distance = ((scaled[some, None, :] - scaled[None, :, :]) ** 2).sum(axis=2)
        distance = np.where(usable, distance, np.inf)
        # Stable: of days equally alike the earlier ones are taken.
        nearest = np.argsort(distance, axis=1, kind="stable")[:, : self._matching.alike]
        counted = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
        like = np.where(counted, left[nearest], 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
        return np.where(counted.any(axis=1), left[some] - like, np.nan)

    def effect(self, response: str, first: date, last: date) -> tuple[object, ...]:
        """One row of `EFFECTS`."""
        free = int(self._free.sum())
        during = self._within(first, last)
        length = int(during.sum())
        if free < self._matching.least_days:
            return (response, self._city, length, free, 0, *[None] * 5, "too_few_days_without_a_response")
        if length == 0 or np.isnan(self._beyond[during]).any():
            return (response, self._city, length, free, 0, *[None] * 5, "no_day_to_compare")
        runs = self._placebos(length)
        independent = free // length
        if len(runs) < 2 or independent <= _LEAST_FREEDOM:
            return (response, self._city, length, free, len(runs), *[None] * 5, "too_few_placebo_runs")
        found = float(self._beyond[during].mean())
        half = _quantile(self._matching.confidence, independent - 1) * float(np.sqrt((runs**2).mean()))
        observed = float(np.exp(np.log(self._values[during]).mean()))
        ends = [1 - float(np.exp(found + sign * half)) for sign in (1, -1)]
        return (
            *(response, self._city, length, free, len(runs), observed, observed * float(np.exp(-found))),
            *(1 - float(np.exp(found)), *ends, None),
        )

    def _placebos(self, length: int) -> Floats:
        """The mean of every run of so many days in a row without a response."""
        windows = np.lib.stride_tricks.sliding_window_view
        if len(self._days) < length:
            return np.empty(0)
        in_a_row = windows(self._days, length)
        whole = (in_a_row[:, -1] - in_a_row[:, 0] == length - 1) & windows(self._free, length).all(axis=1)
        means: Floats = windows(self._beyond, length).mean(axis=1)[whole]
        return means[np.isfinite(means)]


def _quantile(confidence: float, freedom: int) -> float:
    """Student's t, two-sided: the expansion in Abramowitz and Stegun 1964, 26.7.5; within 1 % from three degrees of freedom on."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(freedom**power) for power, term in enumerate(terms, start=1))
