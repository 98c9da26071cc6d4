"""Which sources lay upwind of a hot cell while it was hot, and how long the air took from there.

Belongs here: sectors, travel times, the comparison with hours in which the cell was not hot. Does not belong here: plumes
(``domain.dispersion``): of a source that nobody knows there is no emission to compute one from.
"""

import numpy as np
import polars as pl

from ecolake.domain.dispersion.exposure import METRES_A_DEGREE
from ecolake.standards.methods.hotspot import Hotspot


def upwind(
    spots: pl.DataFrame, hours: pl.DataFrame, winds: pl.DataFrame, sources: pl.DataFrame, method: Hotspot
) -> pl.DataFrame:
    """Return the likeliest sources behind each hot spot, the best first.

    Args:
        spots: ``hot_spot_id``, ``pollutant_code``, ``cell``, ``region``, ``longitude``, ``latitude`` of each spot's worst cell.
        hours: As ``cells.by_hour`` makes them.
        winds: ``region``, ``hour``, ``wind_direction``, ``wind_speed``.
        sources: ``source_id``, ``longitude``, ``latitude`` and whatever else is to be kept.
        method: Sector and reach.

    Returns:
        For each spot at most ``most`` sources: ``distance`` (m, from the hottest readings, median), ``bearing`` (degrees), ``hot_hours_upwind``,
        ``hot_hours_with_wind``, ``share_hot``, ``share_other`` (of the hours in which the cell was not hot), ``likelihood``
        (share_hot − share_other, between −1 and 1), ``travel_minutes`` (median over the hot hours) and ``rank``.
    """
    behind = method.upwind
    pairs = _near(spots, sources, behind.reach_m.value)
    blown = winds.filter(
        pl.col("wind_direction").is_not_null() & (pl.col("wind_speed") >= behind.least_wind_m_s.value)
    )
    seen = hours.join(
        spots.select("hot_spot_id", "pollutant_code", "cell"), on=["pollutant_code", "cell"]
    ).join(blown, on=["region", "hour"])
    # Seen from where it was hottest in the hour: a cell is wider than a plume.
    north = (pl.col("source_latitude") - pl.col("latitude")) * METRES_A_DEGREE
    east = (pl.col("source_longitude") - pl.col("longitude")) * METRES_A_DEGREE
    east = east * pl.col("latitude").radians().cos()
    rows = (
        seen.join(pairs, on="hot_spot_id")
        .with_columns(away=(north**2 + east**2).sqrt(), towards=pl.arctan2(east, north).degrees())
        .with_columns(off=((pl.col("towards") - pl.col("wind_direction") + 540) % 360 - 180).abs())
        .with_columns(hit=pl.col("off") <= behind.sector_deg.value)
    )
    hot = pl.col("is_hot")
    found = (
        rows.group_by("hot_spot_id", "source_id")
        .agg(
            pl.col("bearing").first(),
            distance=pl.col("away").filter(hot).median(),
            hot_hours_upwind=(hot & pl.col("hit")).sum().cast(pl.Int64),
            hot_hours_with_wind=hot.sum().cast(pl.Int64),
            share_hot=pl.col("hit").filter(hot).mean(),
            share_other=pl.col("hit").filter(~hot).mean().fill_null(0.0),
            travel_minutes=(pl.col("away") / pl.col("wind_speed") / 60).filter(hot & pl.col("hit")).median(),
        )
        .filter(pl.col("share_hot") >= behind.least_share.value)
        .with_columns(likelihood=(pl.col("share_hot") - pl.col("share_other")).round(3))
    )
    ranked = found.sort(
        "hot_spot_id",
        "likelihood",
        "share_hot",
        "distance",
        "source_id",
        descending=[False, True, True, False, False],
    ).with_columns(rank=pl.int_range(1, pl.len() + 1).over("hot_spot_id"))
    return (
        ranked.filter(pl.col("rank") <= behind.most.value)
        .with_columns(
            pl.col("distance", "bearing").round(0),
            pl.col("travel_minutes").round(1),
            pl.col("share_hot", "share_other").round(3),
        )
        .join(sources, on="source_id", how="left", maintain_order="left")
    )


def _near(spots: pl.DataFrame, sources: pl.DataFrame, reach: float) -> pl.DataFrame:
    """Spots and sources within reach of each other, with the bearing of the source as seen from the spot."""
    at = {name: spots[name].cast(pl.Float64).to_numpy()[:, None] for name in ("longitude", "latitude")}
    x, y = (sources[name].cast(pl.Float64).to_numpy()[None, :] for name in ("longitude", "latitude"))
    north = (y - at["latitude"]) * METRES_A_DEGREE
    east = (x - at["longitude"]) * METRES_A_DEGREE * np.cos(np.radians(at["latitude"]))
    distance = np.hypot(east, north)
    spot, source = np.nonzero(distance <= reach)
    return pl.DataFrame(
        {
            "hot_spot_id": spots["hot_spot_id"].gather(spot),
            "source_id": sources["source_id"].gather(source),
            "source_longitude": sources["longitude"].cast(pl.Float64).gather(source),
            "source_latitude": sources["latitude"].cast(pl.Float64).gather(source),
            "bearing": (np.degrees(np.arctan2(east, north)) % 360)[spot, source],
        }
    )
