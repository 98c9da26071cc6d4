"""A discharge is felt downstream, then complained about, inspected, penalised, and costs credit."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from simulator.world import make_world
from simulator.world.consequences import REACH

DAY = date(2026, 3, 8)


@pytest.fixture(scope="module")
def city():
    return make_world("city", 7, date(2026, 3, 2))


@pytest.fixture(scope="module")
def felt(city):
    """Section-hours of a week at which some discharge is felt."""
    return city.since("water_hourly", DAY, 7).filter(pl.col("cause").is_not_null())


def test_a_discharge_is_felt_below_its_outlet_and_not_before_it_began(city, felt):
    events = city.since("discharge_event", DAY, 14)
    below = dict(city.frame("catchment").select("catchment_code", "downstream_code").iter_rows())
    joined = felt.join(events, left_on="cause", right_on="event_id", suffix="_event").join(
        city.frame("section").select("section_code", section_catchment="catchment_code"), on="section_code"
    )
    assert joined.height == felt.height > 20
    assert (joined["observed_at"] >= joined["began_at"].dt.offset_by("-3h")).all()
    for start, section in joined.select("catchment_code", "section_catchment").unique().iter_rows():
        at = start
        while at is not None and at != section:
            at = below[at]
        assert at == section


def test_what_is_discharged_rises_in_the_river_while_it_passes(city, felt):
    longest = felt.group_by("cause", "section_code").len().sort("len", "cause", "section_code").tail(1)
    cause, section = longest.select("cause", "section_code").row(0)
    code = city.since("discharge_event", DAY, 14).filter(event_id=cause)["pollutant_code"][0]
    item = {"w01018": "chemical_oxygen_demand", "w21003": "ammonia_nitrogen", "w21011": "total_phosphorus"}[
        code
    ]
    week = city.since("water_hourly", DAY, 7).filter(section_code=section)
    during = week.filter(pl.col("cause") == cause)[item].max()
    assert during > 1.1 * week.filter(pl.col("cause").is_null())[item].median()


def test_farther_down_it_comes_later_and_thinner():
    from simulator.world.river_felt import _pulses

    at = datetime(2026, 3, 7, 17, tzinfo=UTC)
    events = pl.DataFrame(
        {
            "pollutant_code": ["w01018"],
            "factor": [6.0],
            "began_at": [at],
            "ended_at": [at + timedelta(hours=3)],
            "tank_m3_s": [0.2],
        }
    )
    flow = np.array([[5.0] * 24, [50.0] * 24])
    near, far = _pulses(DAY, events, np.array([0, 0]), np.array([0, 1]), np.array([2.0, 20.0]), flow)
    assert near.max() > 3 * far.max() > 0
    assert near.argmax() < far.argmax()
    not_there_yet = _pulses(DAY, events, np.array([0]), np.array([0]), np.array([500.0]), flow)
    assert not_there_yet.max() == 0


@pytest.mark.parametrize(
    ("series", "on", "after"),
    [
        ("petition", "reported_at", "began_at"),
        ("inspection", "inspected_on", "began_at"),
        ("penalty", "filed_on", "inspected_on"),
        ("credit_change", "changed_on", "decided_on"),
    ],
)
def test_each_consequence_follows_its_cause(city, series, on, after):
    # The reach of a chain back from the day, so that every cause of these days is among the events.
    rows = city.since(series, DAY, 5).filter(pl.col("cause").is_not_null())
    events = city.since("discharge_event", DAY, 5 + REACH["credit"] + 1).select(
        "event_id", began_at="began_at"
    )
    links = city.since("discharge_event", DAY, 5 + REACH["credit"] + 1)
    assert rows.join(events, left_on="cause", right_on="event_id", how="anti").is_empty()
    joined = rows.select("cause", on=pl.col(on).cast(pl.Date)).join(
        links.select(cause="event_id", after=pl.col(after).cast(pl.Date)), on="cause"
    )
    assert joined.height > 0
    assert (joined["on"] >= joined["after"]).all()


def test_every_link_falls_within_the_days_that_are_looked_back(city):
    events = city.since("discharge_event", DAY, 120)
    began = pl.col("began_at").dt.offset_by("8h").dt.date()
    for column, reach in (
        (pl.col("petition_at").dt.offset_by("8h").dt.date(), REACH["petition"]),
        (pl.col("inspected_on"), REACH["inspection"]),
        (pl.col("filed_on"), REACH["penalty"]),
        (pl.col("decided_on"), REACH["decision"]),
        (pl.col("changed_on"), REACH["credit"]),
    ):
        days = events.select((column - began).dt.total_days())[:, 0].drop_nulls()
        assert days.max() <= reach


def test_no_consequence_is_told_twice(city):
    for series, key in (
        ("petition", "petition_number"),
        ("inspection", "inspection_number"),
        ("lead", "lead_number"),
        ("manifest", "manifest_number"),
    ):
        assert city.since(series, DAY, 10)[key].is_unique().all(), series
    cases = city.since("penalty", DAY, 10)
    assert cases.select("case_number", "stage").is_unique().all()


def test_a_device_reads_what_its_outlet_lets_out(city):
    hours = city.day("source_hourly", DAY)
    assert 0 < hours["is_exceeding"].mean() < 0.05
    caused = city.since("source_hourly", DAY, 5).filter(pl.col("cause").is_not_null())
    assert caused["is_exceeding"].mean() > 0.5
    assert (hours["pollutant_code"] != "w00000").any()


def test_a_penalty_names_an_inspection_that_took_place(city):
    cases = city.since("penalty", DAY, 3).filter(stage="filed")
    for number, found_on in cases.select("inspection_number", "found_on").iter_rows():
        assert number in set(city.day("inspection", found_on)["inspection_number"])


def test_rain_washes_the_air_and_muddies_the_river(city):
    days = [DAY + timedelta(days=offset) for offset in range(0, 60, 3)]
    rain = np.array([city.day("weather_hourly", day)["rainfall"].mean() for day in days])
    muddy = np.array([city.day("water_hourly", day)["turbidity"].mean() for day in days])
    assert np.corrcoef(rain, muddy)[0, 1] > 0.5
