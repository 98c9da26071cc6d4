"""From an outlet and its weather to the points around it, and what is said where no number may be given."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ecolake.domain.dispersion.exposure import METRES_A_DEGREE, exposures
from ecolake.domain.dispersion.hours import weathered
from ecolake.domain.dispersion.limits import REASONS
from ecolake.standards.methods.dispersion import Dispersion
from ecolake.standards.yaml_reader import read_yaml
from tests.conftest import PROJECT

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
NORTH_WIND, HERE = 0.0, (118.5, 24.7)


@pytest.fixture(scope="module")
def method():
    value, _ = read_yaml(PROJECT / "standards/methods/dispersion.yaml", PROJECT / "standards")
    return Dispersion.model_validate(value)


def _hours(method, **weather):
    outlet = {
        "monitoring_point_code": "P1", "division_code": "350582", "longitude": HERE[0], "latitude": HERE[1],
        "stack_height": 45.0, "stack_diameter": 1.5, "gas_celsius": 90.0, "gas_speed": 12.0,
    }  # fmt: skip
    observed = {
        "division_code": "350582", "observed_at": NOON, "wind_direction": NORTH_WIND, "wind_speed": 3.0, "temperature": 25.0,
        "humidity": 60.0, "rainfall": 0.0, "air_pressure": 1005.0,
    } | weather  # fmt: skip
    hours = pl.Series([NOON]).cast(pl.Datetime("us", "UTC"))
    frame = pl.DataFrame(
        [observed], schema_overrides={"observed_at": pl.Datetime("us", "UTC"), "wind_speed": pl.Float64}
    )
    return weathered(pl.DataFrame([outlet]), frame, hours, method)


def _points(*metres_south):
    return pl.DataFrame(
        {
            "point_id": [f"{one:g}" for one in metres_south],
            "longitude": [HERE[0]] * len(metres_south),
            "latitude": [HERE[1] - one / METRES_A_DEGREE for one in metres_south],
        }
    )


def _emissions(grams=1.0):
    return pl.DataFrame(
        {
            "monitoring_point_code": ["P1"],
            "observed_at": [NOON],
            "pollutant_code": ["a21026"],
            "emission_g_s": [grams],
        },
        schema_overrides={"observed_at": pl.Datetime("us", "UTC")},
    )


def test_only_what_lies_downwind_is_reached_and_the_peak_is_where_it_is_said(method):
    hours = _hours(method)
    row = hours.row(0, named=True)
    assert (row["state"], row["stability_class"]) == ("computed", "B")
    made = exposures(
        hours, _emissions(2.0), _points(row["peak_distance"], -row["peak_distance"], 5000), method
    )
    by_point = {one["point_id"]: one for one in made.iter_rows(named=True)}
    at_peak = by_point[f"{row['peak_distance']:g}"]
    assert at_peak["concentration"] == pytest.approx(2 * row["peak_unit"], rel=0.01)
    assert at_peak["downwind"] == pytest.approx(row["peak_distance"], abs=0.2)
    assert by_point["5000"]["concentration"] < at_peak["concentration"]
    assert f"{-row['peak_distance']:g}" not in by_point


def test_a_point_too_near_has_a_row_without_a_number(method):
    made = exposures(_hours(method), _emissions(), _points(60), method).row(0, named=True)
    assert (made["state"], made["concentration"]) == ("too_near", None)


@pytest.mark.parametrize(
    ("weather", "state"),
    [
        ({"wind_speed": 0.6}, "calm"),
        ({"wind_speed": None}, "no_weather"),
        ({"division_code": "350581"}, "no_weather"),
        ({"wind_direction": None}, "no_weather"),
    ],
)
def test_an_hour_that_the_method_does_not_cover_says_why(method, weather, state):
    hours = _hours(method, **weather)
    row = hours.row(0, named=True)
    assert row["state"] == state
    assert state in REASONS
    assert (row["effective_height"], row["peak_unit"]) == (None, None)
    assert exposures(hours, _emissions(), _points(800), method).is_empty()


def test_what_no_instrument_would_see_is_no_row(method):
    assert exposures(_hours(method), _emissions(0.0001), _points(9000), method).is_empty()
