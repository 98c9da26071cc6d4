import json
from datetime import date
from pathlib import Path

import pytest

from simulator.air_index import MISSING, individual_index, publish

REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "real" / "cnemc_air_2017-07-07T16.geojson"


def features(folder):
    for path in sorted(folder.iterdir()):
        yield from json.loads(path.read_bytes())["features"]


@pytest.mark.skipif(not REAL.is_file(), reason="the real feed is not here")
def test_a_feature_has_the_shape_of_the_real_feed(county):
    real = json.loads(REAL.read_bytes())["features"][0]
    for feature in features(county.paths["mee"]):
        assert feature.keys() == real.keys()
        assert feature["properties"].keys() == real["properties"].keys()
        assert all(isinstance(value, str) for value in feature["properties"].values())


@pytest.mark.skipif(not REAL.is_file(), reason="the real feed is not here")
def test_the_index_is_the_one_that_the_real_feed_published():
    checked = 0
    for feature in json.loads(REAL.read_bytes())["features"]:
        properties = feature["properties"]
        names = {"so2": "so2", "no2": "no2", "pm10": "pm10", "pm2_5": "pm2_5", "co": "co", "o3": "o3_24h"}
        values = {name: properties[field] for name, field in names.items()}
        # Above 800 ug/m3 the 2012 edition takes the 24-hour index of SO2, which no simulated hour reaches.
        if properties["aqi"] == MISSING or (values["so2"] != MISSING and int(values["so2"]) > 800):
            continue
        found = publish(values, date(2017, 7, 7))
        assert (found.aqi, found.quality) == (properties["aqi"], properties["quality"]), properties
        assert found.effect == properties["unheathful"]
        assert found.advice == properties["measure"]
        checked += 1
    assert checked > 1400


@pytest.mark.parametrize(
    ("pollutant", "concentration", "day", "index"),
    [
        ("co", "65.4", date(2026, 3, 2), 218),  # 219 in floating point
        ("pm2_5", "60", date(2026, 3, 1), 100),
        ("pm2_5", "60", date(2026, 2, 28), 82),
        ("pm10", "121", date(2026, 3, 1), 101),
        ("o3", "160", date(2026, 3, 1), 50),
        ("so2", "900", date(2026, 3, 1), 200),
        ("pm2_5", "501", date(2026, 3, 1), 500),
    ],
)
def test_the_index_follows_the_edition_of_its_day(pollutant, concentration, day, index):
    assert individual_index(pollutant, concentration, day) == index


def test_an_incomplete_hour_is_published_only_above_100():
    clean = {"so2": "5", "no2": "20", "pm10": "60", "pm2_5": MISSING, "co": "0.5", "o3": "60"}
    assert publish(clean, date(2026, 3, 1)).aqi == MISSING
    assert publish(clean, date(2026, 2, 28)).aqi == "55"
    assert publish(clean | {"pm10": "200"}, date(2026, 3, 1)).aqi == "131"


def test_the_highest_values_are_not_below_the_hour_itself(county):
    for feature in features(county.paths["mee"]):
        values = feature["properties"]
        for hour, highest in (("o3_24h", "o3"), ("o3_8h_24h", "o3_8h")):
            if values[hour] != MISSING:
                assert int(values[hour]) <= int(values[highest])


def test_the_air_is_now_good_and_now_not(county):
    qualities = {feature["properties"]["quality"] for feature in features(county.paths["mee"])}
    assert {"优", "良", "轻度污染"} <= qualities
