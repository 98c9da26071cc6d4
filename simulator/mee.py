"""The ministry's real-time air feed: one GeoJSON file an hour, in the national feed's own (mis)naming.

Belongs here: the running means of the hourly concentrations, the feed's format and its faults.
Does not belong here: the concentrations (``world.air_day``), the index (``air_index``).

What the names hold, as in the real feed: ``o3_24h`` the 1-hour mean and ``o3`` the highest of 24 of them;
``o3_8h_24h`` the moving 8-hour mean and ``o3_8h`` the highest of the day; ``so2 no2 pm10 pm2_5 co`` 1-hour
means, ``*_24h`` moving 24-hour means. All numbers are strings, times are China's (UTC+8), missing is ``-;``.
"""

import copy
import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.air_index import MISSING, NOTHING, publish
from simulator.files import FeedFile
from simulator.noise import FUTURE_YEAR, Fault, choose
from simulator.world import Station, World

DATASET = "mee.air_station_hourly"

_POLLUTANTS = ("so2", "no2", "pm10", "pm2_5", "co", "o3")
_HOURS_FOR_DAILY_MEAN = 20  # GB 3095: a daily mean needs 20 of its hours
_HOURS_FOR_8H_MEAN = 6

Feature = dict[str, Any]


def files(world: World, day: date) -> Iterator[FeedFile]:
    """Yield the files of a day, hour by hour: ``mee/cnemc_air_<YYYY-MM-DDTHH>.geojson``."""
    features = _features(world, day)
    stations = len(world.stations)
    last_row = (world.hours - 1) * stations
    kinds = choose(
        Random(f"{DATASET}/noise/{world.seed}/{day}"),
        DATASET,
        len(features),
        {
            "same_rows_other_file": lambda row: row < last_row,
            "wrong_published_aqi": lambda row: features[row]["properties"]["aqi"] != MISSING,
            "negative_value": lambda row: features[row]["properties"]["so2"] not in (MISSING, "0"),
        },
    )
    again: list[Feature] = []
    for hour in range(world.hours):
        name = f"cnemc_air_{day}T{hour:02d}.geojson"
        written = [(feature, "same_rows_other_file") for feature in again]
        again = []
        for row in range(hour * stations, (hour + 1) * stations):
            kind = kinds.get(row, "")
            if kind == "same_rows_other_file":
                again.append(features[row])
                kind = ""
            written.append((_spoil(features[row], kind), "" if kind == "duplicate" else kind))
            if kind == "duplicate":
                written.append((features[row], kind))
        faults = [
            Fault("mee", "air_station_hourly", name, row, kind, _key(feature))
            for row, (feature, kind) in enumerate(written, start=1)
            if kind
        ]
        yield FeedFile(f"mee/{name}", _geojson([feature for feature, _ in written]), len(written), faults)


def _geojson(features: list[Feature]) -> bytes:
    collection = {"features": features, "type": "FeatureCollection"}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _key(feature: Feature) -> str:
    return f"{feature['properties']['stationcode']} {feature['properties']['timepoint']}"


def _spoil(feature: Feature, kind: str) -> Feature:
    spoilt = copy.deepcopy(feature)
    properties = spoilt["properties"]
    if kind == "future_timestamp":
        properties["timepoint"] = f"{FUTURE_YEAR}{properties['timepoint'][4:]}"
    elif kind == "missing_required":
        properties["stationcode"] = MISSING
    elif kind == "negative_value":
        # Not one that could be primary: the published index stays right, so the sign is the only fault.
        properties["so2"] = f"-{properties['so2']}"
    elif kind == "longitude_zero":
        spoilt["geometry"]["coordinates"][0] = 0
    elif kind == "wrong_published_aqi":
        properties["aqi"] = str(int(properties["aqi"]) + 7)
    return spoilt


def _features(world: World, day: date) -> list[Feature]:
    """Return the true features of a day, hour by hour and station by station."""
    two_days = np.concatenate([_hourly(world, day - timedelta(days=1)), _hourly(world, day)])
    return [
        _feature(station, day, hour, two_days[:, place, :])
        for hour in range(world.hours)
        for place, station in enumerate(world.stations)
    ]


def _hourly(world: World, day: date) -> NDArray[np.float64]:
    """Return the 1-hour means of a day, (hour, station, pollutant), as published: rounded, NaN where missing."""
    air = world.day("air_hourly", day).select(_POLLUTANTS).fill_null(float("nan")).to_numpy()
    values: NDArray[np.float64] = air.reshape(len(world.stations), 24, len(_POLLUTANTS)).transpose(1, 0, 2)
    return values


def _feature(station: Station, day: date, hour: int, series: NDArray[np.float64]) -> Feature:
    """Return one feature; ``series`` is (48 hours, pollutant): the day before and the day itself."""
    now = 24 + hour
    offline = bool(np.isnan(series[now]).all())
    one_hour = {name: _text(name, series[now, place]) for place, name in enumerate(_POLLUTANTS)}
    published = NOTHING if offline else publish(one_hour, day)
    window = series[now - 23 : now + 1]
    daily = {
        name: MISSING if offline else _text(name, _mean(window[:, place], _HOURS_FOR_DAILY_MEAN))
        for place, name in enumerate(_POLLUTANTS)
    }
    ozone = series[:, _POLLUTANTS.index("o3")]
    eight_hours = [_mean(ozone[end - 7 : end + 1], _HOURS_FOR_8H_MEAN) for end in range(24, now + 1)]
    properties = {
        "aqi": published.aqi,
        "area": station.city_name,
        "citycode": "0",
        **{name: one_hour[name] for name in ("so2", "no2", "pm10", "pm2_5", "co")},
        **{f"{name}_24h": daily[name] for name in ("so2", "no2", "pm10", "pm2_5", "co")},
        "ispublish": "true",
        "measure": published.advice,
        "o3": MISSING if offline else _text("o3", _highest(ozone[now - 23 : now + 1])),
        "o3_24h": one_hour["o3"],
        "o3_8h": MISSING if offline else _text("o3", _highest(np.array(eight_hours))),
        "o3_8h_24h": MISSING if offline else _text("o3", eight_hours[-1]),
        "orderid": "1",
        "positionname": station.name,
        "primarypollutant": published.primary,
        "provinceid": "0",
        "quality": published.quality,
        "stationcode": station.code,
        "timepoint": f"{day}T{hour:02d}:00:00",
        "unheathful": published.effect,
    }
    point = {"coordinates": [station.longitude, station.latitude], "type": "Point"}
    return {"geometry": point, "properties": properties, "type": "Feature"}


def _text(pollutant: str, value: float) -> str:
    if np.isnan(value):
        return MISSING
    return f"{value:.1f}" if pollutant == "co" else f"{value:.0f}"


def _mean(values: NDArray[np.float64], at_least: int) -> float:
    valid = values[~np.isnan(values)]
    return float(valid.mean()) if len(valid) >= at_least else float("nan")


def _highest(values: NDArray[np.float64]) -> float:
    valid = values[~np.isnan(values)]
    return float(valid.max()) if len(valid) else float("nan")
