"""Four outlets above a section, alike but for one item of evidence each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from ecolake.domain.river.network import Network
from ecolake.domain.river.tracing import Evidence, Exceedance, Weights, candidates, reached

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
    fits=1, unknown=0.3, unfit=0.02, caught=1, unwatched=0.08, quiet=0.01, clean_between=0.05,
    capacity_m3_s={"key": 0.5, "simplified": 0.05, "registered": 0.01, "farm": 0.03},
    strength=3, decay_per_hour=0.0, tolerance=0.2, most_hours=96, record_scale=2,
)  # fmt: skip
SEEN = Exceedance(4, ("w21003",), FRONT, FRONT + timedelta(hours=2), 0.5, 1.0, is_sudden=True)
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
LIMITS = pl.DataFrame({"place_code": ["A", "B", "C"], "pollutant_code": ["w21003"] * 3, "limit": [10.0] * 3})
NOBODY = pl.DataFrame(
    schema={"place_code": pl.String, "pollutant_code": pl.String, "measured_at": pl.Datetime("us", "UTC")}
)
NONE = np.zeros(0, dtype=np.int64)
KNOWN = Evidence(PLACES, LIMITS, NOBODY, NONE, NONE)


def caught(place, first, hours=3):
    times = [FRONT + timedelta(hours=first + passed) for passed in range(hours)]
    return pl.DataFrame({"place_code": place, "pollutant_code": "w21003", "measured_at": times})


def ranked(known=KNOWN, seen=SEEN, weights=WEIGHTS):
    return candidates(NETWORK, HOURS, FLOW, seen, known, weights)


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
    assert ranked(replace(KNOWN, caught=caught("C", 0)))["timing"].to_list() == [0.01] * 3


def test_of_a_lasting_exceedance_any_hour_will_do():
    assert first(replace(KNOWN, caught=caught("B", -5, 1)), replace(SEEN, is_sudden=False)) == "B"


def test_who_may_not_discharge_it_comes_last_and_the_unknown_between():
    other = LIMITS.with_columns(
        pollutant_code=pl.when(pl.col("place_code") == "A").then(pl.lit("w21011")).otherwise("pollutant_code")
    ).filter(pl.col("place_code") != "B")
    assert ranked(replace(KNOWN, limits=other))["place_code"].to_list() == ["C", "B", "A"]


def test_a_workshop_is_too_small_for_a_great_load():
    # 0.5 mg/L in 10 m3/s are 5 g/s; at 3 limits of 10 mg/L that takes 0.25 m3/s.
    small = PLACES.with_columns(size_class=pl.Series(["registered", "key", "key", None]))
    found = ranked(replace(KNOWN, places=small))
    assert found["load"].to_list() == pytest.approx([1, 1, 0.04])
    assert found["place_code"].to_list() == ["B", "C", "A"]


def test_a_record_speaks_against_whoever_has_one():
    assert first(replace(KNOWN, places=PLACES.with_columns(penalties=pl.Series([0, 0, 3, 0])))) == "C"


def test_a_station_that_saw_nothing_clears_all_above_it_and_one_that_saw_it_none():
    above_b = np.array([1])
    assert ranked(replace(KNOWN, watched=above_b))["position"].to_list() == [1, 0.05, 0.05]
    assert ranked(replace(KNOWN, watched=above_b, alarmed=above_b))["position"].to_list() == [1, 1, 1]
    # The section's own station is no witness for anyone.
    assert ranked(replace(KNOWN, watched=np.array([4])))["position"].to_list() == [1, 1, 1]


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
