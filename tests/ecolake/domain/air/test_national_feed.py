"""One real hour of the national feed: its published indices are ours, if its fields are read as we do."""

import itertools
from pathlib import Path

import polars as pl
import pytest

from ecolake.domain.air.hourly import hourly_index

HOUR = Path(__file__).parents[4] / ".." / "shared" / "data" / "real" / "cnemc_air_2017-07-07T16.geojson"
# The texts of that hour; how any other is read is the business of `ecolake.mapping`.
PRIMARY = {
    "-;": None,
    None: None,
    "臭氧1小时": "O3",
    "颗粒物(PM10)": "PM10",
    "细颗粒物(PM2.5)": "PM2.5",
    "二氧化硫": "SO2",
    "二氧化氮": "NO2",
    "一氧化碳": "CO",
    "颗粒物(PM10),细颗粒物(PM2.5)": "PM10,PM2.5",
    "细颗粒物(PM2.5),臭氧1小时": "PM2.5,O3",
}
pytestmark = pytest.mark.skipif(not HOUR.exists(), reason="the real feed is not on this machine")

# Item: the feed's field that holds it. docs/explanation/air-feed-field-names.md argues it.
READING = {
    "so2_1h": "so2",
    "so2_24h": "so2_24h",
    "no2_1h": "no2",
    "co_1h": "co",
    "o3_1h": "o3_24h",
    "pm10_1h": "pm10",
    "pm2_5_1h": "pm2_5",
}
MEASURES = [
    *(f"{gas}{mean}" for gas in ("so2", "no2", "co", "pm10", "pm2_5", "o3") for mean in ("", "_24h")),
    "o3_8h",
    "o3_8h_24h",
]
FIELDS = [*MEASURES, "aqi", "primarypollutant", "timepoint"]


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    """The stations as published; concentrations as decimals, ``-;`` as null."""
    text = HOUR.read_bytes()
    schema = pl.Struct(
        {"features": pl.List(pl.Struct({"properties": pl.Struct(dict.fromkeys(FIELDS, pl.String))}))}
    )
    features = pl.Series([text.decode()]).str.json_decode(schema)
    rows = features.struct.field("features").explode().struct.field("properties").struct.unnest()
    rows = rows.with_columns(pl.all().replace("-;", None))
    times = pl.col("timepoint").str.to_datetime(time_unit="us").dt.replace_time_zone("Asia/Shanghai")
    return rows.with_columns(
        pl.col(MEASURES).cast(pl.Decimal(8, 3)),
        pl.col("aqi").cast(pl.Int64),
        times.dt.convert_time_zone("UTC").alias("observed_at"),
        pl.col("primarypollutant").replace_strict(PRIMARY).alias("primary_codes"),
    )


def recomputed(published: pl.DataFrame, reading: dict[str, str]) -> pl.DataFrame:
    """The stations that publish an AQI, with the index computed from the fields that ``reading`` names."""
    inputs = published.select(
        "observed_at",
        "primary_codes",
        pl.col("aqi").alias("aqi_published"),
        *(pl.col(field).alias(item) for item, field in reading.items()),
    )
    return hourly_index.apply(inputs.lazy()).collect().filter(pl.col("aqi_published").is_not_null())


def agreeing(published: pl.DataFrame, reading: dict[str, str]) -> int:
    return recomputed(published, reading).filter(pl.col("aqi") == pl.col("aqi_published")).height


def test_every_published_aqi_is_recomputed(published: pl.DataFrame) -> None:
    stations = recomputed(published, READING)
    assert (published.height, stations.height) == (1495, 1462)
    assert stations.filter(pl.col("aqi").ne_missing(pl.col("aqi_published"))).is_empty()


def test_every_published_primary_pollutant_is_recomputed(published: pl.DataFrame) -> None:
    stations = recomputed(published, READING)
    assert stations.filter(pl.col("primary_pollutant").ne_missing(pl.col("primary_codes"))).is_empty()
    assert stations["primary_pollutant"].is_not_null().sum() == 477


def test_stations_without_a_published_aqi_are_silent_but_for_one(published: pl.DataFrame) -> None:
    """One station publishes five concentrations and no AQI: a computed AQI may lack its counterpart."""
    unpublished = published.filter(pl.col("aqi").is_null()).select(READING.values())
    silent = unpublished.filter(pl.all_horizontal(pl.all().is_null()))
    assert (unpublished.height, silent.height) == (33, 32)


@pytest.mark.parametrize(("greatest", "of"), [("o3", "o3_24h"), ("o3_8h", "o3_8h_24h")])
def test_the_field_named_like_the_mean_is_nowhere_below_the_one_named_like_the_day(
    published: pl.DataFrame, greatest: str, of: str
) -> None:
    both = published.select(greatest, of).drop_nulls()
    assert both.height >= 1460
    assert both.filter(pl.col(greatest) < pl.col(of)).is_empty()
    assert both.filter(pl.col(greatest) > pl.col(of)).height >= 200


def test_read_literally_the_greatest_hour_would_be_below_an_8_hour_mean(published: pl.DataFrame) -> None:
    """No mean of 8 hours exceeds the greatest of them, so ``o3_24h`` is not that and ``o3`` can be."""
    ozone = published.select("o3", "o3_24h", "o3_8h", "o3_8h_24h").drop_nulls()
    assert ozone.filter(pl.col("o3_24h") < pl.col("o3_8h_24h")).height == 271
    assert ozone.filter(pl.col("o3") < pl.max_horizontal("o3_8h", "o3_8h_24h")).is_empty()


def test_only_this_reading_of_the_fields_gives_every_aqi(published: pl.DataFrame) -> None:
    choices: dict[str, tuple[str, ...]] = {
        "so2_1h": ("so2", "so2_24h"),
        "no2_1h": ("no2", "no2_24h"),
        "co_1h": ("co", "co_24h"),
        "pm10_1h": ("pm10", "pm10_24h"),
        "pm2_5_1h": ("pm2_5", "pm2_5_24h"),
        "o3_1h": ("o3", "o3_24h", "o3_8h", "o3_8h_24h"),
    }
    counts = {
        fields: agreeing(published, {"so2_24h": "so2_24h"} | dict(zip(choices, fields, strict=True)))
        for fields in itertools.product(*choices.values())
    }
    best = tuple(READING[item] for item in choices)
    assert counts[best] == 1462
    assert max(count for fields, count in counts.items() if fields != best) < 1462
