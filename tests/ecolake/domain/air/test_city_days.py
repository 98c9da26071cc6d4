"""The day of a city is the mean over its stations, where enough of them are valid; what a gap may have hidden is told."""

import polars as pl
import pytest

from ecolake.domain.air.city import city_days, station_days
from ecolake.domain.air.gap import in_words, possible_values, what_if
from tests.ecolake.domain.air.conftest import DAY

CHINA = "Asia/Shanghai"


@pytest.fixture
def city():
    """The day of a city of stations A, B, C, D, of these readings."""

    def make(*days, stations="ABCD", share=0.75):
        every = pl.DataFrame({"city": ["X"] * len(stations), "station": list(stations)})
        of_day = station_days(pl.concat(days), every, DAY, CHINA, "begin")
        (found,) = city_days(of_day.lazy(), share).collect().to_dicts()
        return found

    return make


def test_it_is_the_mean_over_the_stations_and_has_the_index_of_the_mean(city, day_of):
    found = city(*(day_of(name, PM2_5=value) for name, value in zip("ABCD", (10, 20, 100, 110), strict=True)))
    # HJ 633-2012: 60 ug/m3 is 75 + 25 x ... between 35 (50) and 75 (100): 50 + 50 / 40 x 25 = 81.25, up to 82.
    assert (float(found["pm2_5_24h"]), found["aqi_2012"], found["primary_pollutant_2012"]) == (
        60.0,
        82,
        "PM2.5",
    )
    # HJ 633-2026: PM2.5 60 ug/m3 is the index 100.
    assert (found["aqi_2026"], found["aqi"], found["valid"], found["stations"]) == (100, 100, True, 4)


def test_a_pollutant_needs_three_quarters_of_the_stations(city, day_of):
    silent = [("SO2", hour) for hour in range(5)]
    three = city(*(day_of(name) for name in "ABC"), day_of("D", silent))
    two = city(*(day_of(name) for name in "AB"), *(day_of(name, silent) for name in "CD"))
    assert (three["so2_stations"], three["valid"]) == (3, True)
    assert (two["so2_stations"], two["so2_24h"], two["valid"], two["aqi_of_valid"] is not None) == (
        2,
        None,
        False,
        True,
    )


def test_a_station_without_any_reading_is_still_one_of_the_city(city, day_of):
    found = city(*(day_of(name) for name in "AB"), stations="ABC")
    assert (found["stations"], found["pm10_stations"], found["valid"]) == (3, 2, False)


def test_a_sharp_mean_is_not_rounded_before_the_index(city, day_of):
    """61 and 60 ug/m3 are 60.5: half to even is 60 in the newer edition, index 100."""
    found = city(day_of("A", PM2_5=60), day_of("B", PM2_5=61), stations="AB")
    assert (found["aqi_2026"], found["aqi_2012"]) == (100, 82)


@pytest.fixture
def gaps(day_of):
    """What gaps change in a city of stations A and B, with the high and low values of recent readings."""

    def make(a, b, recent_a, recent_b, share=0.5):
        def of_late(station, values):
            return [
                {"city": "X", "station": station, "pollutant": "PM2.5", "value": float(v)} for v in values
            ]

        stations = pl.DataFrame({"city": ["X", "X"], "station": ["A", "B"]})
        recent = pl.DataFrame(of_late("A", recent_a) + of_late("B", recent_b))
        possible = possible_values(recent, 0.0, 1.0, 2)
        told = what_if(pl.concat([a, b]), stations, possible, share, DAY, CHINA, "begin")
        return in_words(told).sort("station").to_dicts()

    return make


def test_a_gap_that_may_have_hidden_a_peak_changes_the_level(gaps, day_of):
    gone = [("PM2.5", hour) for hour in range(12)]
    (found,) = gaps(day_of("A", gone, PM2_5=50), day_of("B", PM2_5=50), [10, 300], [50, 50])
    # A has 12 hours only and is no part of the mean: 50. With 10 its mean is 30, the city's 40; with 300 it is 175, the city's 113 (112.5).
    assert (found["station"], found["missing_hours"], found["of_pollutants"]) == ("A", 12, ["PM2.5"])
    assert [found[name] for name in ("level_low", "level", "level_high")] == [2, 2, 3]
    assert (found["changes_index"], found["changes_level"]) == (True, True)
    assert "12 hourly means missing (PM2.5)" in found["reason_en"]


def test_a_gap_that_makes_the_day_invalid_says_what_it_would_have_been(gaps, day_of):
    gone = [("PM2.5", hour) for hour in range(12)]
    (found,) = gaps(day_of("A", gone, PM2_5=50), day_of("B", PM2_5=50), [50, 50], [50, 50], share=1.0)
    assert (found["aqi"], found["level"], found["changes_level"]) == (None, None, True)
    assert found["aqi_low"] == found["aqi_high"] is not None


def test_the_gap_of_one_station_is_filled_alone(gaps, day_of):
    gone = [("PM2.5", 0)]
    found = gaps(day_of("A", gone, PM2_5=50), day_of("B", gone, PM2_5=50), [50, 500], [50, 50])
    assert [(one["station"], one["changes_index"]) for one in found] == [("A", True), ("B", False)]


def test_hours_that_are_still_to_come_are_no_gap(gaps, day_of):
    morning = range(8)
    found = gaps(day_of("A", hours=morning), day_of("B", [("CO", 7)], hours=morning), [1, 2], [1, 2])
    assert [(one["station"], one["missing_hours"]) for one in found] == [("B", 1)]
