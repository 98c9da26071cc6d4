"""A Parquet file of types that nobody agreed on: its rows are rejected with what they hold, and its neighbours go on."""

import io
import json
from datetime import timedelta

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from ecolake.ingestion import accept_files
from ecolake.typed_text import possible

HOURLY = "cities.city_air_station_hourly"
ODD = {
    "binary": pa.array([b"\x00\xff"], pa.binary()),
    "fixed binary": pa.array([b"1234"], pa.binary(4)),
    "duration": pa.array([timedelta(hours=30)], pa.duration("us")),
    "texts": pa.array([["a", None]], pa.list_(pa.string())),
    "array": pa.array([[1, 2]], pa.list_(pa.int8(), 2)),
    "map": pa.array([[("k", b"\x01")]], pa.map_(pa.string(), pa.binary())),
    "nested bytes": pa.array([{"a": [b"\xff"]}]),
    "a long number": pa.array(["1.5"]).cast(pa.decimal256(76, 10)),
    "a day beyond": pa.array([2**31 - 1], pa.int32()).cast(pa.date32()),
    "a moment beyond": pa.array([-(2**63)], pa.int64()).cast(pa.timestamp("us")),
    "a moment beyond, zoned": pa.array([2**63 - 1], pa.int64()).cast(pa.timestamp("ms", "Asia/Shanghai")),
}


@pytest.fixture
def columns(standards):
    """The source's columns of the dataset, its key's moment first."""
    mapping = standards.datasets[HOURLY].mapping
    return sorted(mapping.map, key=lambda column: mapping.map[column] != "observed_at")


def written(columns, odd):
    table = pa.table({name: odd if at == 0 else pa.array(["1"]) for at, name in enumerate(columns)})
    packed = io.BytesIO()
    parquet.write_table(table, packed)
    return packed.getvalue()


def test_each_odd_type_rejects_its_own_row_and_shows_it(home, standards, clock, tmp_path, columns, rejected):
    paths = []
    for number, odd in enumerate(ODD.values()):
        paths.append(tmp_path / f"{number}.parquet")
        paths[-1].write_bytes(written(columns, odd))
    done = accept_files(home, standards, HOURLY, paths, clock)
    assert [(one.received, one.rejected, one.status) for one in done] == [(1, 1, "accepted")] * len(ODD)
    shown = {row["_file"]: json.loads(row["payload"])[columns[0]] for row in rejected(HOURLY)}
    assert [shown[path.name] for path in paths] == [
        "0x00ff", "0x31323334", "P1DT6H", '["a",null]', "[1,2]", '[{"key":"k","value":"0x01"}]', '{"a":["0xff"]}',
        "1.5000000000", "2147483647", "-9223372036854775808", "9223372036854775807",
    ]  # fmt: skip


def test_a_moment_in_text_that_is_of_no_year_is_unread(standards):
    kind = pl.Datetime("us", "UTC")
    frame = pl.DataFrame({"a": ["0001-01-01T00:00:00+14:00", "2026-03-02T00:00:00+08:00"]})
    moments = frame.select(
        pl.col("a").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_zone="UTC", time_unit="us")
    )
    assert moments.select(possible(pl.col("a"), kind))["a"].is_null().to_list() == [True, False]
