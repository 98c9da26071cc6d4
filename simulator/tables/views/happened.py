"""What a day brought, with the columns of what each row names beside it.

The world says once that a section stands at a river; here its hourly values learn it.
"""

from datetime import date
from typing import Protocol

import polars as pl


class _World(Protocol):
    def frame(self, entity: str) -> pl.DataFrame: ...

    def day(self, series: str, day: date) -> pl.DataFrame: ...

    def since(self, series: str, day: date, days: int) -> pl.DataFrame: ...


# By series: the frame that its rows name, and the column.
_BESIDE = {
    "weather_hourly": ("weather_station", "division_code"),
    "air_hourly": ("air_station", "station_code"),
    "city_air_hourly": ("city_air_point", "station_code"),
    "water_hourly": ("section", "section_code"),
    "river_stage": ("hydrometric_station", "station_code"),
    "reservoir_stage": ("reservoir", "station_code"),
    "source_hourly": ("monitoring_point", "monitoring_point_code"),
    "source_daily": ("monitoring_point", "monitoring_point_code"),
    "sea_hourly": ("sea_station", "station_code"),
    "noise_hourly": ("noise_point", "point_code"),
    "radiation_hourly": ("radiation_station", "station_code"),
    "inspection": ("enterprise", "unified_social_credit_code"),
    "penalty": ("enterprise", "unified_social_credit_code"),
    "credit_change": ("enterprise", "unified_social_credit_code"),
    "lead": ("grid_unit", "grid_code"),
    "service_case": ("enterprise", "unified_social_credit_code"),
    "manifest": ("enterprise", "unified_social_credit_code"),
    "vehicle_position": ("vehicle", "vehicle_plate"),
}


def happened(world: _World, series: str, day: date, days: int = 1) -> pl.DataFrame:
    """Return a series of the world with what its rows name; `water_station_hourly` is that of stations alone."""
    if series == "water_station_hourly":
        return _joined(world.day("water_hourly", day), world.frame("water_station"), "section_code")
    rows = world.since(series, day, days) if days > 1 else world.day(series, day)
    if series not in _BESIDE:
        return rows
    entity, column = _BESIDE[series]
    return _joined(rows, world.frame(entity), column)


def _joined(rows: pl.DataFrame, beside: pl.DataFrame, column: str) -> pl.DataFrame:
    kept = [column, *(name for name in beside.columns if name not in rows.columns)]
    return rows.join(beside.select(kept), on=column, how="inner", maintain_order="left_right")
