"""Declared = enforced = proven, for expectations too: each that is declared is run, and a mutation turns it alone."""

import polars as pl
import pytest

from ecolake.warehouse import expectations
from ecolake.warehouse.suites import JUDGED, SUITES
from ecolake.warehouse.usual import Judged, frames

GOOD = {
    "accounts": {
        "dataset": ["a.b", "a.c"],
        "received": [10, 0],
        "difference": [0, 0],
        "rejected_share": [0.5, 0.0],
        "minutes_overdue": [0, 0],
    },
    "marts": {
        "mart": list(next(one.values for one in SUITES["marts"] if one.kind == "set")),
        "row_count": [5] * len(SUITES["marts"][0].values),
        "rows_without_key": [0] * len(SUITES["marts"][0].values),
        "share_of_last_release": [0.5] * len(SUITES["marts"][0].values),
    },
    "air_quality": {
        "mart": ["air_quality_hourly"],
        "lowest_aqi": [0],
        "highest_aqi": [500],
        "share_without_aqi": [0.2],
    },
}
# The first row of the column gets the value.
MUTATIONS = {
    ("accounts", "dataset"): "a.c",
    ("accounts", "received"): -1,
    ("accounts", "difference"): 1,
    ("accounts", "rejected_share"): 0.51,
    ("accounts", "minutes_overdue"): 1,
    ("marts", "mart"): "another",
    ("marts", "row_count"): -1,
    ("marts", "rows_without_key"): 1,
    ("marts", "share_of_last_release"): 0.49,
    ("air_quality", "lowest_aqi"): -1,
    ("air_quality", "highest_aqi"): 501,
    ("air_quality", "share_without_aqi"): 0.21,
    **{(name, "outside"): None for name in JUDGED},
}


def judged(frame, observed):
    return Judged(frame, "a.b", "level", "p50", observed, 1.0, 2.0, 9, "2026-01-01")


def tables():
    given = {name: pl.DataFrame(columns).to_pandas() for name, columns in GOOD.items()}
    return {**given, **frames([judged(name, 1.5) for name in JUDGED])}


def run(monkeypatch, frame, table):
    monkeypatch.setattr(expectations, "SUITES", {frame: SUITES[frame]})
    return expectations.validate({frame: table})


def test_every_declared_expectation_has_a_mutation():
    assert set(MUTATIONS) == {(name, one.column) for name, suite in SUITES.items() for one in suite}


def test_every_declared_expectation_is_run_and_holds_of_good_frames():
    outcomes = expectations.validate(tables())
    assert [(one.frame, one.column) for one in outcomes] == list(MUTATIONS)
    assert all(one.passed for one in outcomes)


@pytest.mark.parametrize(("frame", "column"), MUTATIONS)
def test_its_mutation_turns_it_and_no_other(monkeypatch, frame, column):
    table = tables()[frame]
    if frame in JUDGED:
        table = frames([judged(frame, 2.5)])[frame]
    else:
        table.loc[0, column] = MUTATIONS[frame, column]
    failed = [one for one in run(monkeypatch, frame, table) if not one.passed]
    assert [(one.frame, one.column) for one in failed] == [(frame, column)]
    assert failed[0].expected.en in str(failed[0])
    if column == "outside":
        assert failed[0].rows == ("a.b level p50 = 1",)


@pytest.mark.parametrize(
    ("observed", "outside"), [(1.0, 0), (2.0, 0), (0.99, 1), (2.01, 1)], ids=["low", "high", "below", "above"]
)
def test_bounds_are_part_of_what_is_expected(observed, outside):
    assert judged("drift", observed).outside == outside
