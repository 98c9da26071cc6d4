"""Four outlets above a section, alike but for one item of evidence each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from ecolake.domain.river.exceedance import Exceedance, Weights
from ecolake.domain.river.network import Network
from ecolake.domain.river.tracing import Evidence, candidates, reached

FRONT = datetime(2026, 3, 2, 12, tzinfo=UTC)
# s is the section; a and b above it, c above b; d below.
NETWORK = Network(
    np.array(["a", "b", "c", "d", "s"]),
    np.array([4, 4, 1, -1, 3]),
    np.zeros(5),
    np.ones(5),
    np.array(["甲江"] * 5),
)
HOURS = np.array([2.0, 4.0, 4.0, 0.0, 5.0])
FLOW = np.full(5, 10.0)
WEIGHTS = Weights(
    unknown=0.3, unfit=0.02, caught=12, quiet=0.12, named=30, near=8, unreported=0.6, elsewhere=0.1, clean_between=0.05,
    capacity_m3_s={"key": 0.5, "simplified": 0.05, "registered": 0.01, "farm": 0.03},
    strength=3, spread=1, decay_per_hour=0.0, tolerance=0.2, most_hours=96, record_scale=2, report_hours=48,
)  # fmt: skip
SEEN = Exceedance(4, "w21003", ("w21003",), FRONT, FRONT + timedelta(hours=2), 0.5, 1.0, is_sudden=True)
PLACES = pl.DataFrame(
    {
        "place_code": ["A", "B", "C", "I"],
        "place_kind": ["outlet", "outlet", "outlet", "intake"],
        "row": [0, 1, 2, 3],
        "off_hours": [0.0] * 4,
        "size_class": ["key", "key", "key", None],
        "penalties": [0, 0, 0, 0],
        "has_device": [True, True, True, False],
    }
)
UNWATCHED = PLACES.with_columns(has_device=pl.lit(value=False))
LIMITS = pl.DataFrame({"place_code": ["A", "B", "C"], "pollutant_code": ["w21003"] * 3, "limit": [10.0] * 3})
INSTANT = pl.Datetime("us", "UTC")
NOTHING = pl.DataFrame(
    schema={"place_code": pl.String, "pollutant_code": pl.String, "measured_at": INSTANT, "over": pl.Float64}
)
NOBODY = pl.DataFrame(schema={"place_code": pl.String, "reported_at": INSTANT, "is_named": pl.Boolean})
CALM = pl.DataFrame(schema={"parameter": pl.String, "row": pl.Int64, "front_at": INSTANT})
NONE = np.zeros(0, dtype=np.int64)


def heard(places, hours=24):
    days = [(FRONT + timedelta(days=passed)).date() for passed in range(-2, 2)]
    return pl.DataFrame(
        [(place, "w21003", day, hours) for place in places for day in days],
        schema={
            "place_code": pl.String,
            "pollutant_code": pl.String,
            "day": pl.Date,
            "hours": pl.Int64,
        },
        orient="row",
    )


KNOWN = Evidence(PLACES, LIMITS, NOTHING, heard("ABC"), NOBODY, NONE, CALM)


def caught(place, first, hours=3, over=20.0):
    times = [FRONT + timedelta(hours=first + passed) for passed in range(hours)]
    return pl.DataFrame({"place_code": place, "pollutant_code": "w21003", "measured_at": times, "over": over})


def told(place, hours, *, is_named=True):
    return pl.DataFrame(
        {"place_code": [place], "reported_at": [FRONT + timedelta(hours=hours)], "is_named": [is_named]}
    )


def rises(row, hours, parameter="w21003"):
    return pl.DataFrame(
        {"parameter": [parameter], "row": [row], "front_at": [FRONT + timedelta(hours=hours)]}
    )


def ranked(known=KNOWN, seen=SEEN, weights=WEIGHTS):
    return candidates(NETWORK, HOURS, FLOW, seen, known, weights)


def by_place(item, **known):
    return dict(ranked(replace(KNOWN, **known)).select("place_code", item).iter_rows())


def first(known, seen=SEEN):
    return ranked(known, seen)["place_code"][0]


def test_without_evidence_the_nearest_is_named_first_and_shares_are_equal():
    found = ranked()
    assert found["place_code"].to_list() == ["A", "B", "C"]
    assert found["travel_hours"].to_list() == [2, 4, 8]
    assert found["likelihood"].to_list() == pytest.approx([1 / 3] * 3)
    # It left 8 hours ago, a fifth and an hour more or less.
    assert found["left_from"][2] == FRONT - timedelta(hours=10.6)
    assert found["left_until"][2] == FRONT + timedelta(hours=2) - timedelta(hours=5.4)


def test_the_device_that_was_over_its_limit_when_the_water_left_is_first():
    assert first(replace(KNOWN, caught=caught("C", -8))) == "C"
    # At the hour of the exceedance the water of C was still eight hours away.
    assert by_place("timing", caught=caught("C", 0)) == pytest.approx({"A": 0.12, "B": 0.12, "C": 0.12})


def test_an_hour_over_two_limits_is_one_hour():
    both = replace(SEEN, pollutants=("w01018", "w21003"))
    one = caught("C", -8, 1)
    twice = pl.concat([one, one.with_columns(pollutant_code=pl.lit("w01018"))])
    common = {
        len(known): ranked(replace(KNOWN, caught=known), both).filter(place_code="C")["common"][0]
        for known in (one, twice)
    }
    assert common == {1: pytest.approx(1 / 3), 2: pytest.approx(1 / 3)}


def test_no_device_is_no_evidence_and_a_device_that_saw_nothing_is_evidence_against():
    mixed = PLACES.with_columns(has_device=pl.col("place_code") != "C")
    assert by_place("timing", places=mixed) == pytest.approx({"A": 0.12, "B": 0.12, "C": 1.0})
    assert first(replace(KNOWN, places=mixed)) == "C"


def test_a_device_that_was_silent_clears_nobody():
    found = by_place("timing", heard=pl.concat([heard("A"), heard("B", hours=12)]))
    assert found == pytest.approx({"A": 0.12, "B": 0.56, "C": 1.0})


def test_of_a_lasting_exceedance_any_hour_will_do():
    assert first(replace(KNOWN, caught=caught("B", -5, 1)), replace(SEEN, is_sudden=False)) == "B"


def test_who_may_not_discharge_it_comes_last_and_the_unknown_between():
    other = LIMITS.with_columns(
        pollutant_code=pl.when(pl.col("place_code") == "A").then(pl.lit("w21011")).otherwise("pollutant_code")
    ).filter(pl.col("place_code") != "B")
    assert ranked(replace(KNOWN, limits=other))["place_code"].to_list() == ["C", "B", "A"]


def test_a_workshop_is_too_small_for_a_great_load():
    # 0.5 mg/L in 10 m3/s are 5 g/s; a workshop lets out 0.01 m3/s of 20 mg/L above its limit, 0.2 g/s: ln 25 is 3.22 deviations.
    small = PLACES.with_columns(size_class=pl.Series(["registered", "key", "key", None]))
    found = ranked(replace(KNOWN, places=small))
    assert found["place_code"].to_list() == ["B", "C", "A"]
    assert found["needed"].to_list() == pytest.approx([5, 5, 5])
    assert found["able"].to_list() == pytest.approx([10, 10, 0.2])
    assert found["load"].to_list() == pytest.approx([1, 1, 2 * 0.000644], rel=2e-3)


def test_a_limit_below_nothing_is_that_of_no_permit():
    wrong = LIMITS.with_columns(limit=pl.Series([-10.0, 10.0, 10.0]))
    assert by_place("load", limits=wrong) == by_place("load")


def test_what_a_device_saw_over_the_limit_counts_in_the_balance():
    # 0.5 m3/s of 2 mg/L above the limit are 1 g/s of the 5 that are to be explained.
    found = ranked(replace(KNOWN, caught=caught("C", -8, over=2.0))).filter(pl.col("place_code") == "C")
    assert found["able"].item() == pytest.approx(1.0)
    assert found["load"].item() == pytest.approx(0.1075, rel=1e-2)


def test_a_record_speaks_against_whoever_has_one():
    assert first(replace(KNOWN, places=PLACES.with_columns(penalties=pl.Series([0, 0, 3, 0])))) == "C"


def test_a_complaint_after_the_water_left_names_the_source_and_others_are_told_of_by_nobody():
    assert by_place("reports") == {"A": 1, "B": 1, "C": 1}
    known = replace(KNOWN, places=UNWATCHED, told=told("C", 10))
    assert first(known) == "C"
    assert ranked(known)["reports"].to_list() == [30, 0.6, 0.6]
    assert by_place("reports", told=told("C", 10, is_named=False))["C"] == 8
    # Before the water left, and two days after the last of it.
    assert by_place("reports", told=told("C", -11))["C"] == 0.6
    assert by_place("reports", told=told("C", 47))["C"] == 0.6


def test_a_station_that_saw_nothing_clears_all_above_it():
    above_b = np.array([1])
    assert by_place("position", watched=above_b) == {"A": 1, "B": 0.05, "C": 0.05}
    # Another parameter's rise is no excuse; one of its own at another time tells nothing.
    assert by_place("position", watched=above_b, rises=rises(1, -4, "w21011"))["B"] == 0.05
    assert by_place("position", watched=above_b, rises=rises(1, -40)) == {"A": 1, "B": 1, "C": 1}
    # The section's own station is no witness for anyone.
    assert by_place("position", watched=np.array([4])) == {"A": 1, "B": 1, "C": 1}


def test_a_station_that_saw_the_same_rise_earlier_points_above_itself():
    known = {"watched": np.array([1]), "rises": rises(1, -4)}
    assert by_place("position", **known) == {"A": 0.1, "B": 1, "C": 1}
    assert by_place("passes", **known) == {"A": "elsewhere", "B": "seen", "C": "seen"}


def test_nobody_upstream_is_an_answer():
    assert ranked(seen=replace(SEEN, row=0), known=replace(KNOWN, places=PLACES.tail(1))).is_empty()


def test_an_intake_is_reached_by_the_water_and_is_no_source():
    found = reached(NETWORK, HOURS, SEEN, PLACES.filter(pl.col("place_kind") == "intake"), 0.2)
    (row,) = found.iter_rows(named=True)
    assert (row["place_code"], row["travel_hours"]) == ("I", 5)
    assert row["arrives_at"] == FRONT + timedelta(hours=5)
    assert (row["arrives_from"], row["arrives_until"]) == (
        FRONT + timedelta(hours=4),
        FRONT + timedelta(hours=6),
    )
    assert row["passes_at"] == FRONT + timedelta(hours=7)
