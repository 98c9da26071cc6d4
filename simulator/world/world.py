"""The true world: static frames by name, and what happens on a day by the name of a series.

Belongs here: which frames and series there are, keeping what was made, whole or city by city.
Does not belong here: how any of them is made; each family has its module.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from simulator.world import (
    air_sensors,
    boundaries,
    devices,
    enterprises,
    facilities,
    grid,
    hot_spots,
    permits,
    river_frames,
    settlements,
    small,
    society,
    stations,
    water_places,
    waters,
)
from simulator.world.chance import Floats, Ints, share_out
from simulator.world.days import SERIES
from simulator.world.facts import UNSETTLED, counties, load_profile
from simulator.world.land import nearest

Whole = Callable[["World"], pl.DataFrame]
OfCity = Callable[["World", str], pl.DataFrame]

WHOLE: dict[str, Whole] = {
    "city": settlements.city,
    "county": settlements.county,
    "township": settlements.township,
    "boundary": boundaries.boundary,
    "waste_handler": facilities.waste_handler,
    "sewage_plant": facilities.sewage_plant,
    "industrial_park": facilities.industrial_park,
    "river": river_frames.river,
    "watershed": river_frames.watershed,
    "catchment": river_frames.catchment,
    "section": river_frames.section,
    "water_station": water_places.water_station,
    "hydrometric_station": water_places.hydrometric_station,
    "reservoir": water_places.reservoir,
    "hydropower_station": water_places.hydropower_station,
    "drinking_water_source": water_places.drinking_water_source,
    "air_station": stations.air_station,
    "weather_station": stations.weather_station,
    "sea_station": stations.sea_station,
    "buoy": stations.buoy,
    "noise_point": stations.noise_point,
    "radiation_station": stations.radiation_station,
    "micro_station": devices.micro_station,
    "camera": devices.camera,
    "vehicle": devices.vehicle,
    "drone": devices.drone,
    "hot_cluster": hot_spots.cluster,
    "air_micro_station": air_sensors.micro_station,
    "city_air_point": air_sensors.city_point,
    "terminal": devices.terminal,
    "grid_unit": grid.grid_unit,
    "officer": grid.officer,
    "expert": society.expert,
    "institution": society.institution,
    "service": society.service,
}
"""Frames made at once for the whole scope."""

BY_CITY: dict[str, OfCity] = {
    "village": settlements.village,
    "enterprise": enterprises.enterprise,
    "site": enterprises.site,
    "permit": permits.permit,
    "outlet": permits.outlet,
    "outlet_factor": permits.outlet_factor,
    "monitoring_point": permits.monitoring_point,
    "treatment_facility": facilities.treatment_facility,
    "production_facility": facilities.production_facility,
    "hazardous_waste": facilities.hazardous_waste,
    "project": facilities.project,
    "grid_worker": grid.grid_worker,
}
"""Frames made city by city, so that a world of ten provinces never has to be held whole."""


class World:
    """Everything that is true.

    Attributes:
        seed: Of everything.
        profile: Name of the sizes.
        sizes: The block of ``profiles.yaml``.
        start: The first day; what is older than that day is counted from it.
        hours: Of each day for which there are files.
    """

    def __init__(self, profile: str, seed: int, start: date) -> None:
        self.seed = seed
        self.profile = profile
        self.start = start
        self.sizes: dict[str, Any] = load_profile(profile)
        self.hours: int = self.sizes["hours"]
        self._frames: dict[tuple[str, str | None], pl.DataFrame] = {}
        self._days: dict[tuple[str, date, str | None], pl.DataFrame] = {}

    def frame(self, name: str, city: str | None = None) -> pl.DataFrame:
        """Return a static frame, of the whole scope or of one city of it.

        Raises:
            KeyError: No such frame.
        """
        key = (name, city)
        if key not in self._frames:
            if name in WHOLE:
                whole = WHOLE[name](self) if city is None else self.frame(name)
                cut = city is not None and "city_code" in whole
                self._frames[key] = whole.filter(pl.col("city_code") == city) if cut else whole
            elif city is None:
                parts = [self.frame(name, one) for one in self.cities]
                joined = pl.concat(parts)  # shares the memory of its parts
                self._frames[key] = (
                    joined.sort(joined.columns[:2], maintain_order=True) if len(parts) > 1 else joined
                )
            else:
                self._frames[key] = BY_CITY[name](self, city)
        return self._frames[key]

    def day(self, series: str, day: date, city: str | None = None) -> pl.DataFrame:
        """Return what happens on a day (of China), of the whole scope or of one city of it.

        Any day can be asked for alone; it is the same as that day among others.

        Raises:
            KeyError: No such series.
        """
        made = SERIES[series]
        if not made.by_city:
            whole = self._kept(series, day, None)
            return whole if city is None else whole.filter(pl.col("city_code") == city)
        if city is not None:
            return self._kept(series, day, city)
        parts = [self._kept(series, day, one) for one in self.cities]
        return pl.concat(parts).sort(made.order, maintain_order=True)

    def since(self, series: str, day: date, days: int, city: str | None = None) -> pl.DataFrame:
        """Return the last ``days`` days of a series up to and with ``day``."""
        wanted = (day - timedelta(days=back) for back in range(days - 1, -1, -1))
        return pl.concat([self.day(series, one, city) for one in wanted])

    def forget(self, city: str | None = None) -> None:
        """Drop the frames of a city, or every day that was made: what was made can be made again."""
        if city is None:
            self._days.clear()
            return
        self._frames = {key: frame for key, frame in self._frames.items() if key[1] != city}
        self._days = {key: frame for key, frame in self._days.items() if key[2] != city}

    def _kept(self, series: str, day: date, city: str | None) -> pl.DataFrame:
        made = SERIES[series]
        key = (series, day, city)
        if key in self._days:
            return self._days[key]
        frame = made.make(self, day, city)
        if made.kept:
            self._forget_far_from(series, day, made.kept)
            self._days[key] = frame
        return frame

    def _forget_far_from(self, series: str, day: date, days: int) -> None:
        """Drop the days of a series that are further from a day than anything looks back or forth from it."""
        far = [key for key in self._days if key[0] == series and abs((key[1] - day).days) > days]
        for key in far:
            del self._days[key]

    @cached_property
    def county_facts(self) -> pl.DataFrame:
        """Return the counties of the scope with the facts of their city."""
        return counties(self.sizes["scope"])

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Codes of all counties of the scope."""
        return tuple(self.county_facts["division_code"])

    @cached_property
    def counties_settled(self) -> tuple[str, ...]:
        """Codes of the counties in which something happens."""
        return tuple(code for code in self.counties if code != UNSETTLED)

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Codes of the cities of the scope."""
        return tuple(self.county_facts["city_code"].unique().sort())

    @cached_property
    def city_weights(self) -> list[float]:
        """How much industry each city has."""
        table = (
            settlements.settled(self).group_by("city_code").agg(pl.sum("industry_weight")).sort("city_code")
        )
        return table["industry_weight"].to_list()

    @cached_property
    def village_counts(self) -> Ints:
        """Villages of each township."""
        return settlements.counts(self, "villages")

    @cached_property
    def community_counts(self) -> Ints:
        """Communities of each township."""
        return settlements.counts(self, "communities")

    @cached_property
    def cell_counts(self) -> list[int]:
        """Grid cells of each city."""
        table = self.frame("township").with_columns(n=pl.Series(self.village_counts + self.community_counts))
        return table.group_by("city_code").agg(pl.sum("n")).sort("city_code")["n"].to_list()

    @cached_property
    def network(self) -> waters.Network:
        """The river network of the whole province."""
        return waters.network(self.seed)

    @cached_property
    def catchment_counties(self) -> pl.Series:
        """The county of each catchment of the province."""
        return waters.county_codes(self.network)

    @cached_property
    def sections(self) -> pl.DataFrame:
        """The sections of the whole province."""
        return river_frames.sections(self)

    @cached_property
    def sections_here(self) -> pl.DataFrame:
        """The sections that stand in the scope."""
        return self.sections.filter(pl.col("division_code").is_in(self.counties_settled))

    @cached_property
    def next_section(self) -> Ints:
        """For each catchment of the province the row of ``sections`` it passes first."""
        return river_frames.next_section_down(self.network, self.sections)

    def placed(self, table: pl.DataFrame) -> pl.DataFrame:
        """Add the names of county and city to a table with division codes."""
        names = self.county_facts.select("division_code", "county_name", "city_code", "city_name")
        return table.join(names, on="division_code", how="left", maintain_order="left")

    def town_at(self, points: Floats) -> pl.Series:
        """Return the stem of the name of the township that is nearest to each point, anywhere in the province."""
        from simulator.world.land import towns

        table = towns(self.seed)
        where = nearest(points, table.select("longitude", "latitude").to_numpy())
        return table["town_name"].str.replace(r"(街道|镇|乡|畲族乡|农场|林场|开发区)$", "").gather(where)

    def waters_at(self, points: Floats) -> pl.DataFrame:
        """Return the catchment of the scope that each point drains to, with its river."""
        table = self.frame("catchment")
        where = nearest(points, table.select("longitude", "latitude").to_numpy())
        columns = ("catchment_code", "water_body_code", "river_name", "basin_name")
        return table.select(*columns, receiving_water="river_name")[where]

    def nearest_of(self, points: Floats, table: pl.DataFrame) -> pl.DataFrame:
        """Return the row of a table with coordinates that is nearest to each point."""
        return table[nearest(points, table.select("longitude", "latitude").to_numpy())]

    def share_of(self, size: int, city: str) -> int:
        """Return a city's part of a number that goes by industry."""
        return int(share_out(size, self.city_weights)[self.cities.index(city)])

    @cached_property
    def enterprises(self) -> tuple[small.Enterprise, ...]:
        """The enterprises as objects, by credit code, with their permits and outlets."""
        return small.enterprises(self)

    @cached_property
    def stations(self) -> tuple[small.Station, ...]:
        """The air stations as objects, by code."""
        return small.stations(self)


def make_world(profile: str, seed: int, start: date) -> World:
    """Return the world that is looked at from ``start`` on; nothing of it is made before it is asked for."""
    return World(profile, seed, start)


__all__ = ["BY_CITY", "SERIES", "WHOLE", "World", "make_world"]
