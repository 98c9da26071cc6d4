"""What reaches the sensitive points around each outlet at each hour.

Frames in, frames out. Belongs here: geometry between sources and points, and the rows that are worth keeping.
Does not belong here: the air at the outlet (``hours``).
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from ecolake.domain.dispersion import limits, plume, rise
from ecolake.domain.dispersion.hours import spread_of
from ecolake.standards.methods.dispersion import Dispersion

METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere of 6,371.0 km; within 10 km the error against CGCS2000 is below 0.4 %."""

_AT_ONCE = 200  # outlets; their pairs with all points of a province are a few million
_WIDTHS = 4.0  # σy from the axis beyond which a plume is nothing (3e-4 of the axis)


def exposures(
    hours: pl.DataFrame, emissions: pl.DataFrame, points: pl.DataFrame, method: Dispersion
) -> pl.DataFrame:
    """Return what each outlet adds at each point in each hour, where it is worth a row.

    Args:
        hours: As ``hours.weathered`` makes them.
        emissions: ``monitoring_point_code``, ``observed_at``, ``pollutant_code``, ``emission_g_s``.
        points: ``point_id``, ``longitude``, ``latitude``.
        method: Limits and curves.

    Returns:
        ``monitoring_point_code``, ``observed_at``, ``pollutant_code``, ``point_id``, ``distance``, ``downwind``, ``crosswind`` (m),
        ``emission_g_s``, ``concentration`` (µg/m3) and ``state``; without a concentration where a point downwind is too near.
    """
    running = hours.filter(pl.col("state") == limits.COMPUTED)
    outlets = (
        running.select("monitoring_point_code", "longitude", "latitude")
        .unique("monitoring_point_code")
        .sort("monitoring_point_code")
    )
    parts = [
        _of_pairs(running, pairs, method) for pairs in _pairs(outlets, points, method.limits.reach_m.value)
    ]
    made = pl.concat(parts) if parts else _of_pairs(running, _none(outlets, points), method)
    rows = made.join(emissions, on=["monitoring_point_code", "observed_at"], how="inner").with_columns(
        concentration=(pl.col("of_one_gram") * pl.col("emission_g_s")).round(4)
    )
    floor = pl.col("pollutant_code").replace_strict(
        {
            code: (one.hour_limit_ug_m3 or 0) * method.limits.least_share.value
            or method.limits.least_ug_m3.value
            for code, one in method.pollutants.items()
        },
        default=None,
        return_dtype=pl.Float64,
    )
    return rows.filter((pl.col("concentration") >= floor) | (pl.col("state") != limits.COMPUTED)).drop(
        "of_one_gram"
    )


def _pairs(outlets: pl.DataFrame, points: pl.DataFrame, reach: float) -> Iterator[pl.DataFrame]:
    """Outlets and points within reach, with how far east and north the point lies, some outlets at a time."""
    x, y = (points[name].cast(pl.Float64).to_numpy() for name in ("longitude", "latitude"))
    for first in range(0, outlets.height, _AT_ONCE):
        some = outlets[first : first + _AT_ONCE]
        at_x, at_y = (some[name].cast(pl.Float64).to_numpy()[:, None] for name in ("longitude", "latitude"))
        north = (y[None, :] - at_y) * METRES_A_DEGREE
        east = (x[None, :] - at_x) * METRES_A_DEGREE * np.cos(np.radians(at_y))
        distance = np.hypot(east, north)
        source, point = np.nonzero(distance <= reach)
        yield pl.DataFrame(
            {
                "monitoring_point_code": some["monitoring_point_code"].gather(source),
                "point_id": points["point_id"].gather(point),
                "east": east[source, point],
                "north": north[source, point],
                "distance": distance[source, point],
            }
        )


def _none(outlets: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    kept = {
        "monitoring_point_code": outlets["monitoring_point_code"].clear(),
        "point_id": points["point_id"].clear(),
    }
    numbers = pl.Series([], dtype=pl.Float64)
    return pl.DataFrame({**kept, "east": numbers, "north": numbers, "distance": numbers})


def _of_pairs(running: pl.DataFrame, pairs: pl.DataFrame, method: Dispersion) -> pl.DataFrame:
    """The concentration that 1 g/s makes at each point downwind, in µg/m3, hour by hour."""
    towards = pl.col("wind_direction").cast(pl.Float64).radians()
    rows = (
        running.select(
            "monitoring_point_code", "observed_at", "wind_direction", "wind_at_stack", "class_number", "effective_height", "mixing_height"
        )
        .join(pairs, on="monitoring_point_code", how="inner")
        .with_columns(
            # The wind blows from its direction.
            downwind=-(pl.col("east") * towards.sin() + pl.col("north") * towards.cos()),
            crosswind=pl.col("east") * towards.cos() - pl.col("north") * towards.sin(),
        )
        .filter(pl.col("downwind") > 0)
    )  # fmt: skip
    near, far = method.limits.nearest_m.value, method.limits.farthest_m.value
    rows = rows.with_columns(
        state=pl.when(pl.col("distance") < near)
        .then(pl.lit("too_near"))
        .when(pl.col("downwind") > far)
        .then(pl.lit("too_far"))
        .otherwise(pl.lit(limits.COMPUTED))
    )
    at = {
        name: rows[name].cast(pl.Float64).to_numpy()
        for name in ("downwind", "crosswind", "wind_at_stack", "effective_height", "mixing_height")
    }
    classes = rows["class_number"].to_numpy()
    # A point beside the source is not downwind of it: what is nearer than the curves reach is read at their beginning.
    spread = spread_of(np.maximum(at["downwind"], near), classes, method)
    lid = np.where(classes >= rise.STABLE, np.inf, at["mixing_height"])
    one = plume.concentration(
        np.full(1, 1e6),
        at["wind_at_stack"],
        spread,
        at["crosswind"],
        np.full(1, method.point_height_m.value),
        at["effective_height"],
        lid,
    )
    under_it = np.abs(at["crosswind"]) <= _WIDTHS * spread[0]
    computed = pl.col("state") == limits.COMPUTED
    return (
        rows.with_columns(of_one_gram=pl.Series(one, dtype=pl.Float64))
        .filter(pl.Series(under_it, dtype=pl.Boolean))
        .select(
            *("monitoring_point_code", "observed_at", "point_id", "state"),
            pl.col("distance", "downwind", "crosswind").round(1),
            of_one_gram=pl.when(computed).then("of_one_gram"),
        )
    )
