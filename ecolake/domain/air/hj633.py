"""The concentration breakpoints and the levels of HJ 633, both editions, read once from ``standards/codelists``.

Belongs here: which edition is in force when, and its tables as exact integers.
Does not belong here: the formula and the report (``index``).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

_CODELISTS = Path(__file__).parents[3] / "standards" / "codelists"
_TABLE = _CODELISTS / "aqi_breakpoints.csv"

# Concentrations are counted in millionths of their unit: Int64 then holds every product of the formula
# (100 x 1e6 x concentration) for concentrations up to 9e10, far above any instrument.
SCALE = 1_000_000


class Edition(StrEnum):
    """The editions of HJ 633, by the name they are cited with."""

    HJ_633_2012 = "HJ 633-2012"
    HJ_633_2026 = "HJ 633-2026"


# HJ 633-2026, foreword: in force and replacing HJ 633-2012 from 2026-03-01; midnight in China (UTC+8).
IN_FORCE_2026 = datetime(2026, 2, 28, 16, tzinfo=UTC)

POLLUTANTS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
"""The six pollutants in the order of the standard's table: the order in which ties are named."""


@dataclass(frozen=True)
class Segment:
    """One step of the line: the index rises by ``rise`` over ``width`` above ``start`` (both scaled)."""

    start: int
    width: int
    rise: int


@dataclass(frozen=True)
class Breakpoints:
    """One column of the breakpoint table.

    Attributes:
        segments: Ascending and without gaps, from concentration 0 and index 0.
        top: Scaled concentration of the last printed breakpoint.
        top_index: Index there; below 500 where the standard prints no concentration for the higher steps.
    """

    segments: tuple[Segment, ...]
    top: int
    top_index: int


@cache
def symbols() -> dict[str, str]:
    """Return the symbol of each pollutant by its code of HJ 524."""
    with (_CODELISTS / "air_pollutant.csv").open(encoding="utf-8", newline="") as lines:
        return {row["hj_code"]: row["code"] for row in csv.DictReader(lines)}


@dataclass(frozen=True)
class Level:
    """One level of the AQI.

    Attributes:
        above: The AQI of the level is greater than this; -1 for the first.
        name: The category, by language.
    """

    above: int
    name: Mapping[str, str]


@cache
def levels() -> tuple[Level, ...]:
    """Return the levels of HJ 633-2012 table 2 and HJ 633-2026 table 1, from the best; they differ in the number 0 alone."""
    with (_CODELISTS / "aqi_levels.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Level(int(row["aqi_from_hj633_2012"]) - 1, {"zh": row["name_zh"], "en": row["name_en"]})
            for row in sorted(csv.DictReader(lines), key=lambda row: int(row["code"]))
        )


def breakpoints(pollutant: str, averaging_period: str, edition: Edition) -> Breakpoints:
    """Return one column of HJ 633-2012 table 1 or HJ 633-2026 table 3.

    Args:
        pollutant: One of ``POLLUTANTS``.
        averaging_period: ``1h``, ``8h`` or ``24h``. HJ 633-2026 holds the 1-hour means of PM10 and PM2.5
            against the daily breakpoints, so ``1h`` gives them; HJ 633-2012 has no 1-hour column for either.
        edition: The edition of the standard.

    Raises:
        ValueError: The edition prints no such column.
    """
    daily_for_hourly = (
        edition is Edition.HJ_633_2026 and pollutant in {"PM10", "PM2.5"} and averaging_period == "1h"
    )
    key = (edition.value, pollutant, "24h" if daily_for_hourly else averaging_period)
    table = _tables()
    if key not in table:
        printed = ", ".join(f"{p} {period}" for e, p, period in table if e == edition)
        raise ValueError(f"{edition} has no breakpoints for {pollutant} {averaging_period}; it has {printed}")
    return table[key]


@cache
def _tables() -> dict[tuple[str, str, str], Breakpoints]:
    points: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["concentration"]:  # the standard leaves the upper steps of SO2 1h and O3 8h empty
                key = (row["edition"], row["pollutant"], row["averaging_period"])
                points.setdefault(key, []).append(
                    (int(Decimal(row["concentration"]) * SCALE), int(row["iaqi"]))
                )
    return {key: _column(sorted(column)) for key, column in points.items()}


def _column(points: list[tuple[int, int]]) -> Breakpoints:
    segments = tuple(Segment(low, high - low, to - of) for (low, of), (high, to) in pairwise(points))
    top, top_index = points[-1]
    return Breakpoints(segments, top, top_index)
