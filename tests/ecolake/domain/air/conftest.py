"""Readings of a day, written by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from ecolake.domain.air.hj633 import POLLUTANTS

DAY = date(2026, 7, 7)
BEGIN = datetime(2026, 7, 6, 16, tzinfo=UTC)  # midnight in China
SCHEMA = {
    "station": pl.String,
    "observed_at": pl.Datetime("us", "UTC"),
    "pollutant": pl.String,
    "value": pl.Decimal(20, 6),
}


@pytest.fixture
def day_of():
    """A day of a station: every hour of every pollutant but those left out, 10 where nothing is said (CO: 1)."""

    def make(station, without=(), hours=range(24), **values):
        said = {"CO": 1} | {name.replace("_", "."): value for name, value in values.items()}
        rows = [
            (station, BEGIN + timedelta(hours=hour), one, Decimal(said.get(one, 10)))
            for one in POLLUTANTS
            for hour in hours
            if (one, hour) not in without
        ]
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")

    return make
