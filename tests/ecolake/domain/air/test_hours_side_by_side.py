"""The hour of a station: both editions side by side, moving means with as many hours as they need, gaps as rows."""

from datetime import timedelta
from decimal import Decimal

import polars as pl

from ecolake.domain.air.hourly import report_of_hours
from ecolake.domain.air.readings import hours_of
from tests.ecolake.domain.air.conftest import BEGIN, DAY


def hours(frame):
    return report_of_hours(hours_of(frame, "Asia/Shanghai", "begin"))


def test_both_editions_stand_beside_the_one_in_force(day_of):
    found = hours(day_of("A", PM2_5=60, PM10=100))
    one = found.row(0, named=True)
    # PM2.5 60 ug/m3 against the daily breakpoints: 82 by HJ 633-2012, 100 by HJ 633-2026; the day is of 2026.
    assert (one["aqi_2012"], one["aqi_2026"], one["aqi"], one["aqi_edition"]) == (82, 100, 100, "HJ 633-2026")
    assert one["primary_pollutant_2012"] == one["primary_pollutant"] == "PM2.5"
    assert (found.height, found["day"].unique().to_list(), found["valid"].all()) == (24, [DAY], True)


def test_a_moving_mean_of_ozone_needs_six_of_its_eight_hours(day_of):
    values = day_of("A", [("O3", 2), ("O3", 3), ("O3", 4)])
    means = hours(values)["o3_8h"].to_list()
    # Hours 0 to 4 have too few behind them; 3 of 8 are missing up to hour 9 and 2 at hour 10.
    assert [mean is not None for mean in means[:12]] == [False] * 10 + [True, True]
    assert means[11] == Decimal("10.000")


def test_a_moving_mean_reaches_into_the_day_before(day_of):
    before = day_of("A", O3=100).with_columns(pl.col("observed_at") - timedelta(days=1))
    found = hours(pl.concat([before, day_of("A", O3=20)])).filter(pl.col("day") == DAY)
    assert found["o3_8h"].to_list()[:8] == [Decimal(mean) for mean in (90, 80, 70, 60, 50, 40, 30, 20)]


def test_an_hour_that_nobody_told_of_is_a_row_with_all_six_missing(day_of):
    gone = [(pollutant, 5) for pollutant in ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")]
    found = hours(pl.concat([day_of("A", gone), day_of("B")]))
    (hole,) = found.filter(station="A", valid=False).to_dicts()
    assert (hole["observed_at"], hole["aqi"], len(hole["missing"])) == (BEGIN + timedelta(hours=5), None, 6)


def test_what_is_no_hourly_mean_is_missing(day_of):
    frame = day_of("A", CO=-1).with_columns(
        pl.when(pl.col("pollutant") == "SO2")
        .then(pl.col("observed_at") + timedelta(minutes=3))
        .otherwise("observed_at")
        .alias("observed_at")
    )
    assert hours(frame)["missing"].to_list() == [["SO2", "CO"]] * 24
    assert hours(frame.head(0)).is_empty()
