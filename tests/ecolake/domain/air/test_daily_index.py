"""The daily index: valid by the hours that there are, and the same as a slow reckoning with fractions finds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.domain.air.daily import COLUMNS, STEM, Hour, daily_index, daily_sums
from ecolake.domain.air.hj633 import POLLUTANTS, SCALE, Edition, breakpoints

CHINA = timezone(timedelta(hours=8))
IN_2017 = date(2017, 7, 7)
IN_2026 = date(2026, 7, 7)
MEANS = [pollutant for pollutant in POLLUTANTS if pollutant != "O3"]
Reading = tuple[str, datetime, str, Decimal | None]
SCHEMA = {
    "station": pl.String,
    "observed_at": pl.Datetime("us", "UTC"),
    "pollutant": pl.String,
    "value": pl.Decimal(20, 6),
}


def reading(day: date, hour: int, pollutant: str, value: str | None) -> Reading:
    """One reading of a station that names its hours by their begin."""
    at = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(hours=hour)
    return "A", at.astimezone(UTC), pollutant, None if value is None else Decimal(value)


def whole_day(day: date = IN_2017, **values: str) -> list[Reading]:
    """A day with every hour of every pollutant, 10 where nothing is said."""
    said = {"CO": "1"} | {name.replace("_", "."): value for name, value in values.items()}
    return [reading(day, hour, p, said.get(p, "10")) for p in POLLUTANTS for hour in range(24)]


def without(rows: list[Reading], pollutant: str, hours: Sequence[int]) -> list[Reading]:
    """The rows without these hours of a pollutant."""
    return [row for row in rows if row[2] != pollutant or row[1].astimezone(CHINA).hour not in hours]


def days_of(rows: list[Reading], named_by: Hour = "begin") -> list[dict[str, Any]]:
    """The days that come out."""
    frame = pl.LazyFrame(rows, schema=SCHEMA, orient="row")
    return daily_index(daily_sums(frame, "Asia/Shanghai", named_by)).collect(engine="streaming").to_dicts()


def test_a_whole_day_is_valid_and_named_by_its_worst_pollutant() -> None:
    (day,) = days_of(whole_day(PM2_5="115", PM10="150"))
    assert list(day) == list(COLUMNS)
    told = {
        name: day[name] for name in ("valid", "aqi", "level", "category_en", "primary_pollutant", "reasons")
    }
    assert told == {
        "valid": True,
        "aqi": 150,
        "level": 3,
        "category_en": "Lightly polluted",
        "primary_pollutant": "PM2.5",
        "reasons": [],
    }


@pytest.mark.parametrize(("value", "hours"), [("999999999", 24), ("999999999.9999", 0), ("1000000000", 0)])
def test_a_reading_that_no_day_could_show_is_no_hourly_mean(value: str, hours: int) -> None:
    (day,) = days_of(whole_day(SO2=value, O3=value))
    assert (day["so2_hours"], day["o3_hours"]) == (hours, hours)


@pytest.mark.parametrize(("hours", "valid"), [(20, True), (19, False)])
def test_a_daily_mean_needs_twenty_hours(hours: int, *, valid: bool) -> None:
    (day,) = days_of(without(whole_day(), "PM2.5", range(hours, 24)))
    assert (day["valid"], day["aqi"] is not None, day["pm2_5_24h"] is not None) == (valid, valid, valid)
    assert day["reasons"] == ([] if valid else ["missing_hours:PM2.5=19<20"])
    if not valid:
        assert day["reason_zh"] == "PM2.5 有小时值 19 个，至少须 20 个"
        assert day["reason_en"] == "PM2.5 has 19 hourly means of at least 20"
        assert day["aqi_of_valid"] == 25  # CO of 1 mg/m3, the worst of the others: 50 / 2


def test_ozone_needs_fourteen_means_of_six_hours_or_more() -> None:
    # Hours named 00 to 23 end at 1 to 24. Without 12 to 15 seven means have fewer than six hours.
    (day,) = days_of(without(whole_day(), "O3", range(11, 15)))
    assert (day["o3_8h_means"], day["valid"]) == (10, False)
    assert day["reasons"] == ["missing_8h_means:O3=10<14"]


def test_ozone_above_the_limit_is_valid_with_fewer_means() -> None:
    (day,) = days_of(without(whole_day(O3="161"), "O3", range(11, 15)))
    assert (day["o3_8h_means"], day["valid"], day["primary_pollutant"]) == (10, True, "O3")


def test_an_hour_named_by_its_end_belongs_to_the_day_before_at_midnight() -> None:
    rows = [reading(IN_2017, hour + 1, p, "1") for p in POLLUTANTS for hour in range(24)]
    (day,) = days_of(rows, "end")
    assert (day["day"], day["pm2_5_hours"], day["valid"]) == (IN_2017, 24, True)


def test_a_reading_off_the_hour_a_negative_and_an_empty_one_are_no_hours() -> None:
    rows = without(whole_day(), "NO2", (3, 4, 5))
    half_past = (reading(IN_2017, 3, "NO2", "9")[1] + timedelta(minutes=30), "NO2", Decimal(9))
    rows += [("A", *half_past), reading(IN_2017, 4, "NO2", "-1"), reading(IN_2017, 5, "NO2", None)]
    assert days_of(rows)[0]["no2_hours"] == 21


def test_a_day_without_any_reading_is_an_invalid_day() -> None:
    days = days_of(whole_day(IN_2017) + whole_day(IN_2017 + timedelta(days=2)))
    assert [(day["valid"], day["pm10_hours"]) for day in days] == [(True, 24), (False, 0), (True, 24)]


def test_the_newer_edition_publishes_an_incomplete_index_above_a_hundred() -> None:
    dirty, clean = (without(whole_day(IN_2026, PM10=value), "CO", range(24)) for value in ("300", "20"))
    ((above,), (below,)) = days_of(dirty), days_of(clean)
    assert (above["aqi_edition"], above["valid"], above["reasons"]) == (
        "HJ 633-2026",
        True,
        ["missing_hours:CO=0<20"],
    )
    assert (below["valid"], below["aqi"]) == (False, None)
    (older,) = days_of(without(whole_day(IN_2017, PM10="300"), "CO", range(24)))
    assert (older["valid"], older["aqi"], older["aqi_of_valid"]) == (False, None, above["aqi"])


def test_the_mean_is_not_rounded_before_the_index() -> None:
    """35 and a 24th: HJ 633-2012 rounds the index up and says nothing of the concentration; the newer one rounds it first."""
    for day, index in ((IN_2017, 51), (IN_2026, 50)):
        rows = without(whole_day(day, PM2_5="35"), "PM2.5", [0])
        rows.append(reading(day, 0, "PM2.5", "36"))
        assert days_of(rows)[0]["iaqi_pm2_5"] == index


def chance(dice: Random) -> list[Reading]:
    """Two days of some stations, in which most hours are alike and some differ or are gone."""
    rows = []
    for station in range(30):
        day = dice.choice([IN_2017, date(2026, 2, 28), IN_2026])
        for pollutant in POLLUTANTS:
            usual, gone, odd = dice.randint(0, 9000), dice.choice([0, 1, 4, 8, 24]) / 24, dice.random() / 4
            for hour in range(48):
                tenths = dice.randint(-50, 9000) if dice.random() < odd else usual
                value = None if dice.random() < gone else str(Decimal(tenths) / 10)
                rows.append((str(station), *reading(day, hour, pollutant, value)[1:]))
    dice.shuffle(rows)
    return rows


# Few examples of many stations each: a run of the engine costs more than the days in it.
@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_is_what_a_slow_reckoning_finds_in_whatever_order(seed: int) -> None:
    rows = chance(Random(seed))
    days = days_of(rows)
    assert days_of(sorted(rows, key=str)) == days
    of_station = {str(station): [row for row in rows if row[0] == str(station)] for station in range(30)}
    assert len(days) == 60
    for day in days:
        slow = _slow(of_station[day["station"]], day["day"])
        assert {name: day[name] for name in slow} == slow


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_more_hours_never_bring_a_new_reason(seed: int) -> None:
    """But an ozone day that is valid by its height alone may sink below the limit."""
    dice = Random(seed)
    more = chance(dice)
    fewer = [row if dice.random() < 0.8 else (*row[:3], None) for row in more]
    for before, after in zip(days_of(fewer), days_of(more), strict=True):
        counts = [*(f"{stem}_hours" for stem in STEM.values()), "o3_8h_means"]
        assert all(before[count] <= after[count] for count in counts)
        had, has = ({code.partition("=")[0] for code in day["reasons"]} for day in (before, after))
        assert has <= had or (has - had == {"missing_8h_means:O3"} and before["o3_8h_means"] < 14)


def _slow(rows: list[Reading], day: date) -> dict[str, Any]:
    """The same by hand: fractions, loops, the table of the standard."""
    edition = Edition.HJ_633_2026 if day >= date(2026, 3, 1) else Edition.HJ_633_2012
    hours: dict[str, dict[int, Fraction]] = {p: {} for p in POLLUTANTS}
    for _, at, pollutant, value in rows:
        local = at.astimezone(CHINA)
        if local.date() == day and value is not None and value >= 0:
            hours[pollutant][local.hour] = Fraction(value)
    index: dict[str, int | None] = {}
    for p in MEANS:
        known = list(hours[p].values())
        index[p] = _line(sum(known) / len(known), p, "24h", edition) if len(known) >= 20 else None
    eights = [
        [hours["O3"][hour] for hour in range(end - 8, end) if hour in hours["O3"]] for end in range(8, 25)
    ]
    means = [sum(one) / len(one) for one in eights if len(one) >= 6]
    enough = len(means) >= 14 or any(mean > 160 for mean in means)
    index["O3"] = _line(max(means), "O3", "8h", edition) if enough else None
    if enough and edition is Edition.HJ_633_2012:
        one_hour = _line(max(hours["O3"].values()), "O3", "1h", edition)
        index["O3"] = max(known for known in (index["O3"], one_hour) if known is not None)
    known = [value for value in index.values() if value is not None]
    highest = max(known) if known else None
    valid = len(known) == 6 or (edition is Edition.HJ_633_2026 and (highest or 0) > 100)
    if edition is Edition.HJ_633_2026 and highest is not None:
        highest = max(highest, 1)
    tied = ",".join(p for p in POLLUTANTS if highest is not None and index[p] == highest and highest > 50)
    return {
        "valid": valid,
        "aqi": highest if valid else None,
        "aqi_of_valid": highest,
        "primary_pollutant": (tied or None) if valid else None,
        "o3_8h_means": len(means),
        **{f"{STEM[p]}_hours": len(hours[p]) for p in POLLUTANTS},
        **{f"iaqi_{STEM[p]}": index[p] for p in POLLUTANTS},
    }


def _line(concentration: Fraction, pollutant: str, period: str, edition: Edition) -> int | None:
    """The straight line of the standard between two breakpoints, rounded up."""
    if edition is Edition.HJ_633_2026:
        places = 10 if pollutant == "CO" else 1
        concentration = Fraction(round(concentration * places), places)
    table, low = breakpoints(pollutant, period, edition), 0
    if concentration * SCALE > table.top:
        return table.top_index if edition is Edition.HJ_633_2026 or table.top_index == 500 else None
    for step in table.segments:
        if concentration * SCALE <= step.start + step.width:
            exact = low + (concentration * SCALE - step.start) * step.rise / step.width
            return -(-exact.numerator // exact.denominator)
        low += step.rise
    raise AssertionError("beyond the table")
