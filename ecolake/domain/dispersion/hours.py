"""The state of the air at each outlet and hour, how high its plume rises, and whether it can be computed at all.

Frames in, frames out. Belongs here: one row for an outlet and hour. Does not belong here: points (``exposure``).
"""

from datetime import timedelta

import numpy as np
import polars as pl

from ecolake.domain.dispersion import limits, plume, rise, sigmas
from ecolake.domain.dispersion.stability import CLASSES, radiation_level, stability, wind_at
from ecolake.domain.dispersion.sun import Floats, elevation
from ecolake.standards.methods.dispersion import Dispersion

_CHINA = timedelta(hours=8)
_KELVIN = 273.15
_CALM_RISE = 1.0  # m/s; formulas of rise divide by the wind
_STANDARD_HPA = 1013.25
_PEAK_M = np.geomspace(100, 20_000, 60)  # where the highest concentration on the axis is looked for


def weathered(
    outlets: pl.DataFrame, weather: pl.DataFrame, hours: pl.Series, method: Dispersion
) -> pl.DataFrame:
    """Return the air at each outlet and hour, by the weather of its county, with the rise of its plume.

    Args:
        outlets: ``monitoring_point_code``, ``division_code``, ``longitude``, ``latitude``, ``stack_height``, ``stack_diameter``,
            ``gas_celsius``, ``gas_speed``; the last four without nulls.
        weather: ``division_code``, ``observed_at`` (UTC), ``wind_direction``, ``wind_speed``, ``temperature``, ``humidity``,
            ``rainfall``, ``air_pressure``.
        hours: The full hours wanted, ``observed_at`` (UTC).
        method: What is taken where nothing is known.

    Returns:
        A row for each outlet and hour: sun, cloud, class, mixed layer, rise, effective height, the
        distance and height of the peak on the axis for 1 g/s (µg/m3), and ``state``. Wind is null where nothing was observed.
    """
    every = outlets.join(hours.to_frame("observed_at"), how="cross")
    rows = every.join(weather, on=["division_code", "observed_at"], how="left").sort(
        "monitoring_point_code", "observed_at"
    )
    at = _columns(
        rows,
        (
            "longitude",
            "latitude",
            "wind_speed",
            "temperature",
            "stack_height",
            "stack_diameter",
            "gas_celsius",
        ),
    )
    local = rows["observed_at"].dt.replace_time_zone(None) + _CHINA
    day = local.dt.ordinal_day().cast(pl.Float64).to_numpy() - 1
    # Weather is observed at the full hour and stands for the hour of emission that begins then.
    sun = elevation(day, local.dt.hour().cast(pl.Float64).to_numpy(), at["longitude"], at["latitude"])
    rows = rows.with_columns(_cloud(method))
    level = radiation_level(
        sun, *(rows[name].cast(pl.Float64).to_numpy() for name in ("cloud_total", "cloud_low"))
    )
    wind = np.nan_to_num(at["wind_speed"])
    classes = stability(wind, level)
    layer = plume.mixing_height(
        wind, classes, np.nan_to_num(at["latitude"], nan=25.0), method.mixing.coefficients
    )
    mouth = np.maximum(wind_at(at["stack_height"], wind, classes, method.surroundings), _CALM_RISE)
    air, gas = np.nan_to_num(at["temperature"], nan=20.0) + _KELVIN, at["gas_celsius"] + _KELVIN
    speed = rows["gas_speed"].to_numpy()
    pressure = rows["air_pressure"].fill_null(_STANDARD_HPA).to_numpy()
    heat = rise.heat_release(pressure, np.pi / 4 * at["stack_diameter"] ** 2 * speed, gas, air)
    risen = rise.gbt3840(
        heat, gas - air, at["stack_height"], speed, at["stack_diameter"], mouth, classes, method.surroundings
    )
    effective = at["stack_height"] + risen
    # In calm air the layer has no height; such an hour is not computed.
    lid = np.where(classes >= rise.STABLE, np.inf, np.maximum(layer, 1.0))
    peak_at, peak = _peak(mouth, classes, effective, lid, method)
    made = rows.with_columns(
        solar_elevation=pl.Series(sun.round(2)),
        radiation_level=pl.Series(level),
        stability_class=pl.Series([CLASSES[one] for one in classes], dtype=pl.String),
        class_number=pl.Series(classes),
        mixing_height=pl.Series(layer.round(1)),
        wind_at_stack=pl.Series(mouth.round(3)),
        heat_release=pl.Series(heat.round(2)),
        plume_rise=pl.Series(risen.round(2)),
        effective_height=pl.Series(effective.round(2)),
        peak_distance=pl.Series(peak_at.round(0)),
        peak_unit=pl.Series(peak.round(4)),
    ).with_columns(state=_state(method))
    blank = ("solar_elevation", "radiation_level", "stability_class", "mixing_height", "wind_at_stack", "heat_release", "plume_rise",
             "effective_height", "peak_distance", "peak_unit")  # fmt: skip
    computed = pl.col("state") == limits.COMPUTED
    kept = blank[:4]  # these do not need wind that carries a plume away
    return made.with_columns(
        pl.when(computed | (pl.col("state") == "above_mixing_layer")).then(name).alias(name)
        for name in blank[4:]
    ).with_columns(pl.when(pl.col("state") != "no_weather").then(name).alias(name) for name in kept)


def spread_of(
    distance: Floats, classes: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", method: Dispersion
) -> sigmas.Spread:
    """Return σy and σz by the method's curves, of its averaging time."""
    if method.curves != "gbt3840":
        return sigmas.spread(distance, classes, method.curves)
    y, z = sigmas.spread(distance, sigmas.moved(classes, method.surroundings), "gbt3840")
    return sigmas.averaged(y, method.averaging_hours.value), z


def _columns(rows: pl.DataFrame, names: tuple[str, ...]) -> dict[str, Floats]:
    return {name: rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names}


def _cloud(method: Dispersion) -> list[pl.Expr]:
    humid = pl.col("humidity").fill_null(0)
    overcast = (pl.col("rainfall").fill_null(0) > 0) | (humid >= method.cloud.overcast_humidity.value)
    broken = humid >= method.cloud.broken_humidity.value
    return [
        pl.when(overcast).then(total).when(broken).then(middle).otherwise(least).alias(name)
        for name, total, middle, least in (("cloud_total", 10, 6, 3), ("cloud_low", 8, 4, 2))
    ]


def _state(method: Dispersion) -> pl.Expr:
    wind = pl.col("wind_speed")
    return (
        pl.when(pl.col("longitude").is_null() | pl.col("latitude").is_null())
        .then(pl.lit("not_located"))
        .when(wind.is_null() | pl.col("wind_direction").is_null())
        .then(pl.lit("no_weather"))
        .when(wind < method.limits.least_wind_m_s.value)
        .then(pl.lit("calm"))
        .when((pl.col("class_number") < rise.STABLE) & (pl.col("effective_height") > pl.col("mixing_height")))
        .then(pl.lit("above_mixing_layer"))
        .otherwise(pl.lit(limits.COMPUTED))
    )


def _peak(
    wind: Floats,
    classes: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]",
    effective: Floats,
    lid: Floats,
    method: Dispersion,
) -> tuple[Floats, Floats]:
    """Distance and µg/m3 of the highest concentration at the ground below the axis, for 1 g/s."""
    distance = np.broadcast_to(_PEAK_M, (len(wind), len(_PEAK_M)))
    spread = spread_of(distance, np.broadcast_to(classes[:, None], distance.shape), method)
    ground = np.zeros((1, 1))
    made = plume.concentration(
        np.full((1, 1), 1e6), wind[:, None], spread, ground, ground, effective[:, None], lid[:, None]
    )
    best = made.argmax(axis=1)
    return _PEAK_M[best], made[np.arange(len(wind)), best]
