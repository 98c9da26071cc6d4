"""Which series there are.

Belongs here: their names, whether they are made city by city, whether a day of them is kept.
Does not belong here: how they are made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from simulator.world import (
    air_day,
    air_sensors,
    consequences,
    errands,
    events_day,
    grid_day,
    hot_spots,
    measured,
    river_day,
    sources_day,
    weather,
)

if TYPE_CHECKING:
    from simulator.world.world import World

Make = Callable[["World", date, Any], pl.DataFrame]

# Rain of three days is in the rivers, and what comes weekly tells of seven.
_WEEK = 7


@dataclass(frozen=True)
class Series:
    """How a series is made: ``kept`` for so many days where others look back on it, ``order`` of the rows of many cities."""

    make: Make
    order: tuple[str, ...]
    by_city: bool = False
    kept: int = 0


SERIES: dict[str, Series] = {
    "weather_hourly": Series(weather.hourly, ("division_code", "observed_at"), kept=_WEEK),
    "air_hourly": Series(air_day.hourly, ("station_code", "observed_at")),
    "hot_spot": Series(hot_spots.active, ("hot_spot_id",), kept=1),
    "air_micro_hourly": Series(air_sensors.micro_hourly, ("station_code", "observed_at")),
    "city_air_hourly": Series(air_sensors.city_hourly, ("station_code", "observed_at")),
    "patrol": Series(air_sensors.patrol, ("vehicle_plate", "observed_at")),
    "flight": Series(air_sensors.flight, ("flight_number",)),
    "air_city_hourly": Series(air_day.city_hourly, ("city_code", "observed_at")),
    "water_hourly": Series(river_day.hourly, ("section_code", "observed_at")),
    "discharge_effect": Series(river_day.discharge_effect, ("event_id", "section_code")),
    "river_stage": Series(river_day.river_stage, ("station_code", "observed_at")),
    "reservoir_stage": Series(river_day.reservoir_stage, ("reservoir_code", "observed_at")),
    "source_hourly": Series(
        sources_day.hourly, ("monitoring_point_code", "observed_at", "pollutant_code"), by_city=True
    ),
    "exceedance": Series(
        sources_day.exceedance, ("monitoring_point_code", "began_at"), by_city=True, kept=_WEEK
    ),
    "source_daily": Series(sources_day.daily, ("monitoring_point_code", "pollutant_code"), by_city=True),
    "sea_hourly": Series(measured.sea, ("station_code", "observed_at")),
    "noise_hourly": Series(measured.noise, ("point_code", "observed_at")),
    "radiation_hourly": Series(measured.radiation, ("station_code", "observed_at")),
    "discharge_event": Series(
        events_day.event, ("event_id",), by_city=True, kept=max(consequences.REACH.values())
    ),
    "petition": Series(consequences.petition, ("petition_number",), by_city=True),
    "inspection": Series(consequences.inspection, ("inspection_number",), by_city=True),
    "penalty": Series(consequences.penalty, ("case_number",), by_city=True),
    "credit_change": Series(consequences.credit_change, ("unified_social_credit_code",), by_city=True),
    "lead": Series(grid_day.lead, ("lead_number",), by_city=True),
    "service_case": Series(errands.service_case, ("case_number",), by_city=True),
    "manifest": Series(errands.manifest, ("manifest_number",), by_city=True),
    "project_filed": Series(errands.project_filed, ("project_code",), by_city=True),
    "vehicle_position": Series(errands.vehicle_position, ("vehicle_plate", "located_at")),
}
