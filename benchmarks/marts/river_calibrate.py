"""Fit the speed of the water to what stations saw: the same rise at two stations, one below the other.

Run: python -m benchmarks.marts.river_calibrate [--days 45] SEED...

Nothing of the truth is read: only hours of stations, gauges and the register of catchments, as a province has them. In a real one dye
tests and well-dated accidents serve as well. Two rises of one parameter are taken for one discharge where the lower begins within the
hours that water of 0.3 to 8 km/h needs, both last as long, and as much passes; a pair by chance is an outlier, and the fit is by
medians. The time between them is that between their middles: a cloud blurs under way, so that half of its excess comes earlier
than its front would, and goes later, by as much. The seeds must not be those of a score.
"""

import argparse
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import polars as pl

from benchmarks.marts.river_world import ROOT, derive_of, lake_of, standards, world_of
from ecolake.derived.river_evidence import rivers
from ecolake.domain.river.episodes import episodes
from ecolake.standards.methods.files import load_method
from ecolake.standards.methods.river import RiverMethod

START = date(2025, 12, 1)  # low water: a discharge shows far down
_SLOWEST, _FASTEST = 0.3, 8.0  # km/h
_LEAST_HOURS = 4.0  # shorter ways are lost in the hour of the readings
_SHARE = 0.3  # of the usual: a rise that is no exceedance, and beyond the scatter of the instruments
_LONGEST = 16.0  # hours of a rise that a discharge may have caused; what lasts longer is the river's own
_ALIKE = 2.0  # hours by which the same rise may last longer or shorter at two stations
_LOAD = (0.5, 1.3)  # of the load at the upper station, what is left at the lower


def passages(seed: int, days: int) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Return, for each pair of rises, lengths and flows of the reaches between, and the hours from middle to middle."""
    said = standards()
    connection = lake_of(world_of("province", seed, START), days, said, devices=False)
    dates = [START + timedelta(days=passed) for passed in range(days)]
    derive_of(connection, said, dates, ("water_site", "river_reach", "river_place", "river_runoff_daily"))
    found = _rises(connection)
    made = [pair for day in dates for pair in _pairs(connection, found, day)]
    connection.close()
    return made


def _rises(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return all sudden rises of the period, small ones too, by their fronts."""
    hours = connection.sql(
        "select station_code as site_code, pollutant_code, monitored_at as observed_at, cast(value as double) as value,"
        " 1e9::double as limit from lake.ecology__water_station_hourly"
    ).pl()
    local = pl.col("front_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    short = pl.col("tail_at") - pl.col("front_at") <= pl.duration(hours=_LONGEST)
    return (
        episodes(hours, _SHARE, 3)
        .filter(short, pl.col("hour_count") > 1)
        .with_columns(day=local)
        .sort("front_at", "site_code")
    )


def _pairs(
    connection: duckdb.DuckDBPyConnection, found: pl.DataFrame, day: date
) -> list[tuple[np.ndarray, np.ndarray, float]]:
    method = load_method(RiverMethod, ROOT / "standards", "river.yaml")
    today = found.filter(pl.col("day") == day)
    if today.is_empty():
        return []
    ours = rivers(connection, day, method)
    at = dict(ours.sections.iter_rows())
    made = []
    for upper in today.iter_rows(named=True):
        if upper["site_code"] not in at:
            continue
        way, _ = ours.network.downstream(at[upper["site_code"]], ours.hours)
        place = {int(row): number for number, row in enumerate(way)}
        for lower in found.filter(
            pl.col("pollutant_code") == upper["pollutant_code"], pl.col("front_at") > upper["front_at"]
        ).iter_rows(named=True):
            number = place.get(at.get(lower["site_code"], -1), 0)
            if not number:
                continue
            hours = (_middle(lower) - _middle(upper)) / timedelta(hours=1)
            between = way[:number]
            length = ours.network.length_km[between]
            if hours < _LEAST_HOURS or not _SLOWEST <= length.sum() / hours <= _FASTEST:
                continue
            left = lower["excess"] * ours.flow[way[number]] / (upper["excess"] * ours.flow[way[0]])
            if abs(_lasted(lower) - _lasted(upper)) <= _ALIKE and _LOAD[0] <= left <= _LOAD[1]:
                made.append((length, ours.flow[between], hours))
    return made


def _middle(rise: dict[str, Any]) -> datetime:
    made: datetime = rise["front_at"] + (rise["tail_at"] - rise["front_at"]) / 2
    return made


def _lasted(rise: dict[str, Any]) -> float:
    hours: float = (rise["tail_at"] - rise["front_at"]) / timedelta(hours=1)
    return hours


def fit(pairs: list[tuple[np.ndarray, np.ndarray, float]], exponent: float) -> tuple[float, float]:
    """Return the factor of the law that explains the passages best, and its scatter (median absolute deviation of the logarithm).

    The exponent is that of the literature: passages between stations tell little of it, for small and large rivers are seldom both
    among them, and a free one follows its outliers.
    """
    log = np.array([np.log((length * flow**-exponent).sum() / hours) for length, flow, hours in pairs])
    middle = float(np.median(log))
    return float(np.exp(middle)), float(np.median(np.abs(log - middle)))


def main() -> None:
    """Print the law."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--days", type=int, default=45)
    asked = parser.parse_args()
    pairs = [pair for seed in asked.seeds for pair in passages(seed, asked.days)]
    exponent = load_method(RiverMethod, ROOT / "standards", "river.yaml").speed.exponent.value
    factor, scatter = fit(pairs, exponent)
    print(f"{len(pairs)} passages: {factor:.3f} km/h * Q ** {exponent:.2f}, scatter {scatter:.3f}")


if __name__ == "__main__":
    main()
