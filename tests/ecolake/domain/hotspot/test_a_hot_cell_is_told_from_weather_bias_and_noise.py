"""From readings to hot cells: what weather, calibration, stuck sensors and single spikes do must not be taken for pollution."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from ecolake.domain.hotspot.cells import by_hour, of_day
from ecolake.domain.hotspot.excess import excesses
from ecolake.domain.hotspot.grid import cell, middle
from ecolake.domain.hotspot.spots import spots
from ecolake.domain.hotspot.upwind import upwind
from ecolake.standards.methods.hotspot import Hotspot
from ecolake.standards.yaml_reader import read_yaml
from tests.conftest import PROJECT

BEGIN = datetime(2026, 3, 1, 16, tzinfo=UTC)
SENSORS = 20
HOT = 7


@pytest.fixture(scope="module")
def method():
    value, _ = read_yaml(PROJECT / "standards/methods/hotspot.yaml", PROJECT / "standards")
    return Hotspot.model_validate(value)


def _readings(change):
    """Twenty sensors of a county, four kilometres from each other; `change` edits the (sensor, hour) array."""
    rng = np.random.default_rng(5)
    weather = 30 * np.exp(np.sin(np.arange(24) / 4) * 0.8)
    values = weather[None, :] * rng.lognormal(0, 0.1, (SENSORS, 24))
    change(values)
    return pl.DataFrame(
        {
            "instrument": np.repeat([f"MK{at:02d}" for at in range(SENSORS)], 24),
            "kind": ["micro"] * SENSORS * 24,
            "region": ["350582"] * SENSORS * 24,
            "longitude": np.repeat(118.305 + 0.04 * (np.arange(SENSORS) % 5), 24),
            "latitude": np.repeat(24.505 + 0.04 * (np.arange(SENSORS) // 5), 24),
            "pollutant_code": ["a34002"] * SENSORS * 24,
            "hour": [BEGIN + timedelta(hours=hour) for _ in range(SENSORS) for hour in range(24)],
            "value": values.ravel().round(1),
        },
        schema_overrides={"hour": pl.Datetime("us", "UTC")},
    )


def _hot(method, change):
    judged = of_day(by_hour(excesses(_readings(change), method), method), method)
    return judged.filter("is_hot")


def test_nothing_is_hot_where_only_weather_changes(method):
    assert _hot(method, lambda values: None).is_empty()


def test_a_cell_that_is_high_for_some_hours_is_hot(method):
    def pollute(values):
        values[HOT, 9:15] += 45

    hot = _hot(method, pollute)
    row = hot.row(0, named=True)
    assert hot.height == 1
    assert (row["hot_hours"], row["hours"]) == (6, 24)
    assert (row["longitude"], row["latitude"]) == (118.385, 24.545)
    assert 30 < row["mean_excess"] < 60
    assert row["first_hot_hour"] == BEGIN + timedelta(hours=9)


def test_a_sensor_that_reads_a_fifth_too_high_all_day_is_not_hot(method):
    def miscalibrate(values):
        values[HOT] *= 1.2

    assert _hot(method, miscalibrate).is_empty()


def test_a_sensor_that_is_high_all_day_by_more_than_any_calibration_is_hot(method):
    def pollute(values):
        values[HOT] *= 2.2

    # In the clean hours of the afternoon twice the background is less than counts.
    assert 12 <= _hot(method, pollute)["hot_hours"].item() < 24


def test_a_lorry_that_passes_is_not_hot(method):
    def pass_by(values):
        values[HOT, 8] *= 6
        values[HOT + 1, 17] *= 6

    assert _hot(method, pass_by).is_empty()


def test_a_sensor_that_is_stuck_says_nothing(method):
    def stick(values):
        values[HOT, 4:20] = 200.0

    assert _hot(method, stick).is_empty()


def test_a_region_with_too_few_instruments_has_no_background(method):
    few = _readings(lambda values: None).filter(pl.col("instrument") < "MK04")
    assert excesses(few, method).is_empty()


def test_vehicles_make_no_background_but_can_be_hot(method):
    def drive(values):
        values[HOT, :4] += 60

    rows = _readings(drive)
    car = (pl.col("instrument") == f"MK{HOT:02d}") & (pl.col("hour") < BEGIN + timedelta(hours=4))
    driven = rows.with_columns(kind=pl.when(car).then(pl.lit("vehicle")).otherwise("kind")).filter(
        car | (pl.col("instrument") != f"MK{HOT:02d}")
    )
    # A car that is there for four hours alone has no usual level of its own to be told from; what is above the largest bias counts.
    hot = of_day(by_hour(excesses(driven, method), method), method).filter("is_hot")
    assert hot["hot_hours"].to_list() == [4]


def test_cells_have_names_that_say_where_they_lie(method):
    place = pl.DataFrame({"x": [118.5501, 118.5499], "y": [24.7199, 24.72]})
    named = place.with_columns(cell=cell(pl.col("x"), pl.col("y"), method.cell_deg))
    assert named["cell"].to_list() == ["G011855-002471", "G011854-002472"]
    x, y = middle("cell", method.cell_deg)
    assert named.select(x=x, y=y).rows() == [(118.555, 24.715), (118.545, 24.725)]


def test_the_source_upwind_is_named_and_the_one_downwind_is_not(method):
    def pollute(values):
        values[HOT, 6:12] += 50

    hours = by_hour(excesses(_readings(pollute), method), method)
    hot = (
        of_day(hours, method).filter("is_hot").with_columns(day=pl.lit(BEGIN).dt.date() + pl.duration(days=1))
    )
    none = hot.clear().select("day", "pollutant_code", "cell")
    nowhere = pl.DataFrame(schema={"longitude": pl.Float64, "latitude": pl.Float64})
    found = spots(hot, none, nowhere, method)
    assert found["days_hot"].to_list() == [1]
    assert "24 个小时中有 6 个小时" in found["reason_zh"][0]
    assert found["reason_en"][0].startswith("hot in 6 of 24 hours")
    # The wind comes from the east while it is hot, from the south otherwise.
    winds = pl.DataFrame(
        {
            "region": ["350582"] * 24,
            "hour": [BEGIN + timedelta(hours=hour) for hour in range(24)],
            "wind_direction": [90.0 if 6 <= hour < 12 else 180.0 for hour in range(24)],
            "wind_speed": [2.0] * 24,
        },
        schema_overrides={"hour": pl.Datetime("us", "UTC")},
    )
    x, y = 118.385, 24.545
    sources = pl.DataFrame(
        {
            "source_id": ["east", "west", "south"],
            "longitude": [x + 0.02, x - 0.01, x],
            "latitude": [y, y, y - 0.02],
        }
    )
    named = upwind(found, hours, winds, sources, method)
    assert named["source_id"].to_list() == ["east"]
    row = named.row(0, named=True)
    assert (row["share_hot"], row["share_other"], row["rank"]) == (1.0, 0.0, 1)
    assert row["travel_minutes"] == pytest.approx(0.02 * 111_195 * np.cos(np.radians(y)) / 2 / 60, rel=0.02)


def test_a_spot_is_persistent_when_its_neighbour_was_hot_the_day_before(method):
    def pollute(values):
        values[HOT, 6:12] += 50

    day = BEGIN.date() + timedelta(days=1)
    hot = _hot(method, pollute).with_columns(day=pl.lit(day))
    own = hot["cell"][0]
    column, row = (int(part) for part in own[1:].split("-"))
    before = pl.DataFrame(
        {
            "day": [day - timedelta(days=1), day - timedelta(days=2), day - timedelta(days=4)],
            "pollutant_code": ["a34002"] * 3,
            "cell": [f"G{column + 1:06d}-{row:06d}", own, own],
        }
    )
    seen = pl.DataFrame({"longitude": [hot["longitude"][0] + 0.004], "latitude": [hot["latitude"][0]]})
    made = spots(hot, before, seen, method).row(0, named=True)
    assert (made["days_hot"], made["drone_findings"]) == (3, 1)
    shorter = method.model_copy(update={"kept_days": method.kept_days.model_copy(update={"value": 2})})
    assert spots(hot, before, seen, shorter)["days_hot"].to_list() == [2]


def test_no_more_days_are_counted_back_than_the_table_reads(method):
    said = method.model_dump() | {"kept_days": {"value": 8, "basis": "proposed", "reason": "too long"}}
    with pytest.raises(ValueError, match="kept_days is from 1 to 7"):
        type(method).model_validate(said)
