"""The individual index equals the one in exact fractions, for every value that an instrument can print.

The oracle below is HJ 633 once more: in fractions, by segment search, over tables typed in from the
standards, so that a wrong row of the code list is found too.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.domain.air.hj633 import Edition
from ecolake.domain.air.index import iaqi

INDEX = (0, 50, 100, 150, 200, 300, 400, 500)

# HJ 633-2012 table 1. None: the standard prints no concentration.
TABLE_2012: dict[tuple[str, str], tuple[int | None, ...]] = {
    ("SO2", "24h"): (0, 50, 150, 475, 800, 1600, 2100, 2620),
    ("SO2", "1h"): (0, 150, 500, 650, 800, None, None, None),
    ("NO2", "24h"): (0, 40, 80, 180, 280, 565, 750, 940),
    ("NO2", "1h"): (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    ("PM10", "24h"): (0, 50, 150, 250, 350, 420, 500, 600),
    ("CO", "24h"): (0, 2, 4, 14, 24, 36, 48, 60),
    ("CO", "1h"): (0, 5, 10, 35, 60, 90, 120, 150),
    ("O3", "1h"): (0, 160, 200, 300, 400, 800, 1000, 1200),
    ("O3", "8h"): (0, 100, 160, 215, 265, 800, None, None),
    ("PM2.5", "24h"): (0, 35, 75, 115, 150, 250, 350, 500),
}
# HJ 633-2026 table 3 changes index 100 of the particles and holds their 1-hour means against the same.
_PM10_2026 = (0, 50, 120, 250, 350, 420, 500, 600)
_PM2_5_2026 = (0, 35, 60, 115, 150, 250, 350, 500)
TABLE_2026: dict[tuple[str, str], tuple[int | None, ...]] = TABLE_2012 | {
    ("PM10", "24h"): _PM10_2026,
    ("PM10", "1h"): _PM10_2026,
    ("PM2.5", "24h"): _PM2_5_2026,
    ("PM2.5", "1h"): _PM2_5_2026,
}
TABLES = {"HJ 633-2012": TABLE_2012, "HJ 633-2026": TABLE_2026}
COLUMNS = [(edition, *column) for edition, table in TABLES.items() for column in table]

CONCENTRATION = pl.Decimal(12, 4)


def exact_iaqi(
    concentration: Fraction | None, pollutant: str, averaging_period: str, edition: str
) -> int | None:
    """The individual index by the letter of the edition."""
    if concentration is None or concentration < 0:
        return None
    if edition == "HJ 633-2026":
        places = 10 if pollutant == "CO" else 1
        concentration = Fraction(round(concentration * places), places)  # of a Fraction: half to even
    table = TABLES[edition][pollutant, averaging_period]
    points = [(point, index) for point, index in zip(table, INDEX, strict=True) if point is not None]
    for (low, of), (high, to) in pairwise(points):
        if concentration <= high:
            return ceil(Fraction(to - of, high - low) * (concentration - low) + of)
    top = points[-1][1]
    return None if edition == "HJ 633-2012" and top < 500 else top


def computed(values: list[Decimal | None], pollutant: str, period: str, edition: str) -> list[int | None]:
    frame = pl.LazyFrame({"c": values}, schema={"c": CONCENTRATION})
    column = frame.select(iaqi(pl.col("c"), pollutant, period, Edition(edition))).collect().to_series()
    assert column.dtype == pl.Int64
    return column.to_list()


def expected(values: list[Decimal | None], pollutant: str, period: str, edition: str) -> list[int | None]:
    return [exact_iaqi(None if v is None else Fraction(v), pollutant, period, edition) for v in values]


@pytest.mark.parametrize(("edition", "pollutant", "period"), COLUMNS)
def test_every_whole_value_and_every_tenth_of_co(edition: str, pollutant: str, period: str) -> None:
    last = max(point for point in TABLES[edition][pollutant, period] if point is not None)
    tenths = pollutant == "CO"
    values: list[Decimal | None] = [
        Decimal(i) / 10 if tenths else Decimal(i) for i in range((last + 100) * (10 if tenths else 1) + 1)
    ]
    assert computed(values, pollutant, period, edition) == expected(values, pollutant, period, edition)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    column=st.sampled_from(COLUMNS),
    values=st.lists(st.none() | st.decimals(-5, 5000, places=4, allow_nan=False), min_size=1, max_size=40),
)
def test_any_decimal(column: tuple[str, str, str], values: list[Decimal | None]) -> None:
    edition, pollutant, period = column
    assert computed(values, pollutant, period, edition) == expected(values, pollutant, period, edition)


@pytest.mark.parametrize(("period", "traps"), [("1h", 22), ("24h", 1)])
def test_the_co_values_that_binary_floating_point_rounds_up_once_too_often(period: str, traps: int) -> None:
    """In floats 22 of the 1-hour and 1 of the 24-hour values in tenths come out 1 too high; here none."""
    points = TABLES["HJ 633-2012"]["CO", period]
    tenths: list[Decimal | None] = [Decimal(i) / 10 for i in range(int(points[-1] or 0) * 10 + 1)]
    exact = expected(tenths, "CO", period, "HJ 633-2012")
    wrong = [v for v, e in zip(tenths, exact, strict=True) if _float_iaqi(float(v or 0), points) != e]
    assert len(wrong) == traps
    for edition in Edition:
        assert computed(wrong, "CO", period, edition) == expected(wrong, "CO", period, edition)


def test_the_two_traps_that_are_known_by_value() -> None:
    assert computed([Decimal("65.4")], "CO", "1h", "HJ 633-2026") == [218]
    assert computed([Decimal("2.2")], "CO", "24h", "HJ 633-2026") == [55]


@pytest.mark.parametrize("pollutant", ["PM10", "PM2.5"])
def test_the_2012_edition_has_no_hourly_column_for_particles(pollutant: str) -> None:
    with pytest.raises(
        ValueError, match=rf"HJ 633-2012 has no breakpoints for {pollutant} 1h; it has .*PM10 24h"
    ):
        iaqi(pl.col("c"), pollutant, "1h", Edition.HJ_633_2012)


@pytest.mark.parametrize(
    ("value", "index"), [("60.4", 100), ("60.5", 100), ("60.6", 101), ("59.5", 100), ("58.5", 96)]
)
def test_the_2026_edition_rounds_the_concentration_half_to_even_first(value: str, index: int) -> None:
    assert computed([Decimal(value)], "PM2.5", "24h", "HJ 633-2026") == [index]


@pytest.mark.parametrize(("value", "index"), [("4.05", 100), ("4.15", 101), ("4.06", 101)])
def test_the_2026_edition_keeps_one_decimal_of_co(value: str, index: int) -> None:
    assert computed([Decimal(value)], "CO", "24h", "HJ 633-2026") == [index]


def test_the_2012_edition_takes_the_concentration_as_it_is() -> None:
    assert computed([Decimal("75.0001"), Decimal(75)], "PM2.5", "24h", "HJ 633-2012") == [101, 100]


@pytest.mark.parametrize(("pollutant", "period", "fixed"), [("SO2", "1h", 200), ("O3", "8h", 300)])
def test_above_800_the_2012_edition_has_no_index_and_the_2026_edition_a_fixed_one(
    pollutant: str, period: str, fixed: int
) -> None:
    values: list[Decimal | None] = [Decimal(800), Decimal("800.6"), Decimal(5000)]
    assert computed(values, pollutant, period, "HJ 633-2012") == [fixed, None, None]
    assert computed(values, pollutant, period, "HJ 633-2026") == [fixed] * 3


def _float_iaqi(value: float, points: tuple[int | None, ...]) -> int:
    """What a straightforward program does: the formula in floats, then a ceiling."""
    for i in range(1, len(points)):
        low, high = float(points[i - 1] or 0), float(points[i] or 0)
        if value <= high:
            return ceil((INDEX[i] - INDEX[i - 1]) / (high - low) * (value - low) + INDEX[i - 1])
    return 500
