"""Published primary pollutants become codes in the standard's order; what is not known stays visible."""

import polars as pl
import pytest

from ecolake.domain.air_names import primary_codes, published_primary


@pytest.mark.parametrize(
    ("published", "codes"),
    [
        ("臭氧1小时", "O3"),
        ("臭氧8小时", "O3"),
        ("颗粒物(PM10)", "PM10"),
        ("细颗粒物(PM2.5)", "PM2.5"),
        ("二氧化硫", "SO2"),
        ("细颗粒物(PM2.5),颗粒物(PM10)", "PM10,PM2.5"),
        ("臭氧1小时,一氧化碳,二氧化氮", "NO2,CO,O3"),
        (None, None),
        ("颗粒物(PM10),氨", "颗粒物(PM10),氨"),
    ],
)
def test_names_become_codes(published: str | None, codes: str | None) -> None:
    frame = pl.LazyFrame({"published": [published]}, schema={"published": pl.String})
    assert frame.select(primary_codes(pl.col("published"))).collect().item() == codes


def test_the_derivation_keeps_what_was_published_beside_the_codes() -> None:
    frame = published_primary.apply(pl.LazyFrame({"primary_pollutant_published": ["臭氧1小时"]})).collect()
    assert frame.rows() == [("臭氧1小时", "O3")]
