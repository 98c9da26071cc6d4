"""One real hour of the national feed: every published index is reproduced."""

import polars as pl

from ecolake.ingestion import accept_files

AIR = "mee.air_station_hourly"


def test_every_station_is_accounted_for_and_every_index_agrees(home, standards, real_data, accepted):
    (account,) = accept_files(home, standards, AIR, sorted(real_data.glob("cnemc_air_*.geojson")))
    assert account.received == 1495
    assert account.flagged == 0
    rows = accepted(AIR).filter(pl.col("aqi_published").is_not_null())
    assert rows.height == 1462
    assert rows.filter(pl.col("aqi") != pl.col("aqi_published")).height == 0
    assert (
        rows.filter(pl.col("primary_pollutant").ne_missing(pl.col("primary_pollutant_published"))).height == 0
    )
