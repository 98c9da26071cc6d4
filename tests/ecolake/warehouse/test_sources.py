import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ecolake import lake
from ecolake.warehouse.sources import prepare
from ecolake.warehouse.views import mask
from tests.support.lake_fixture import PAPER, TinyLake, home_at, write_tiny_lake


def rows(connection, sql):
    return connection.execute(sql).fetchall()


def test_all_versions_of_an_accounted_batch_are_visible(connection):
    found = rows(connection, "select station_code, aqi from lake.mee__air_station_hourly order by all")
    assert found == [("1001A", 80), ("1001A", 85), ("1002A", 40)]


def test_rows_of_a_batch_without_account_are_invisible(tiny):
    tiny.deliver("mee.air_station_hourly", [{"station_code": "9999A", "aqi": 1}], accounted=False)
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        assert not rows(connection, "from lake.mee__air_station_hourly where station_code = '9999A'")


def test_a_snapshot_does_not_see_later_commits(tiny, build):
    tiny.deliver("mee.air_station_hourly", [{"station_code": "9999A", "aqi": 1}])
    with duckdb.connect(str(build.path)) as connection:
        assert rows(connection, "select count(*) from lake.mee__air_station_hourly") == [(3,)]


def test_only_the_last_attempt_of_an_account_counts(tiny):
    batch = tiny.deliver("iot.hj212_frame", [])
    second = pl.DataFrame(
        [{"source": "iot", "dataset": "hj212_frame", "batch": batch, "attempt": 2, "received": 7}],
        schema_overrides={"attempt": pl.Int64},
    )
    lake.append(tiny.home, "accounts", second)
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        found = rows(connection, f"select attempt, received from lake.accounts where batch = '{batch}'")
    assert found == [(2, 7)]


def test_an_empty_lake_has_every_relation_typed_by_the_standard(tmp_path, standards):
    with duckdb.connect(str(prepare(home_at(tmp_path), standards).path)) as connection:
        for dataset in standards.datasets.values():
            relation = f"lake.{dataset.source}__{dataset.name}"
            types = dict(rows(connection, f"select column_name, column_type from (describe from {relation})"))
            for name, item in dataset.items.items():
                expected = rows(connection, f"select typeof(cast(null as {item.duckdb}))")[0][0]
                assert types[name] == expected
            assert rows(connection, f"select count(*) from {relation}__rejected") == [(0,)]
        assert rows(connection, "select count(*) from lake.accounts") == [(0,)]


def test_an_item_added_to_the_standard_later_is_null_in_older_rows(tmp_path, few):
    tiny = TinyLake(home_at(tmp_path), few)
    tiny.deliver("mee.air_station_hourly", [{"station_code": "1001A"}])
    table = tiny.home.lake / "accepted/mee/air_station_hourly"
    older = lake.scan(tiny.home, "accepted/mee/air_station_hourly").collect().drop("aqi")
    for path in sorted(table.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    lake.append(tiny.home, "accepted/mee/air_station_hourly", older)
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        assert rows(connection, "select station_code, aqi from lake.mee__air_station_hourly") == [
            ("1001A", None)
        ]


def test_a_home_below_a_folder_that_looks_like_a_partition_works(tmp_path: Path, few):
    tiny = write_tiny_lake(home_at(tmp_path / "aqi=1"), few)
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        assert rows(connection, "select max(aqi) from lake.mee__air_station_hourly") == [(85,)]


def test_every_column_carries_its_titles(connection, standards):
    dataset = standards.datasets["mee.air_station_hourly"]
    comments = dict(
        rows(
            connection,
            "select column_name, comment from duckdb_columns() where table_name = 'mee__air_station_hourly'",
        )
    )
    assert all(
        comments[name].startswith(f"{item.title.zh} · {item.title.en}")
        for name, item in dataset.items.items()
    )


def test_personal_items_are_masked_in_accepted_rows(connection):
    found = rows(connection, "select legal_representative, telephone from lake.market_regulation__enterprise")
    assert found == [("张**", "138****5678")]


def test_flags_of_two_persons_who_look_alike_behind_their_masks_are_two(home, standards):
    name = "iot.vehicle_remote_sensing"
    tiny = TinyLake(home, replace(standards, datasets={name: standards.datasets[name]}))
    plates = ("闽C12345", "闽C99945")
    tiny.deliver(name, [{"vehicle_plate": plate, "_flags": ["late"]} for plate in plates])
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        masked = rows(connection, "select distinct vehicle_plate from lake.iot__vehicle_remote_sensing")
        assert masked == [("****45",)]
        assert rows(connection, "select _row, rule from lake.flagged order by all") == [
            (2, "late"),
            (3, "late"),
        ]


def test_a_part_of_the_key_that_came_later_does_not_stop_a_build(tmp_path, few):
    tiny = TinyLake(home_at(tmp_path), few)
    name = "mee.air_station_hourly"
    tiny.deliver(name, [{"station_code": "1001A", "aqi": 80, "_flags": ["late"]}])
    dataset = tiny.standards.datasets[name]
    older = lake.scan(tiny.home, "accepted/mee/air_station_hourly").collect().drop(dataset.key[-1])
    shutil.rmtree(tiny.home.lake / "accepted/mee/air_station_hourly")
    lake.append(tiny.home, "accepted/mee/air_station_hourly", older)
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path)) as connection:
        assert rows(connection, "select aqi from lake.flagged, history.mee__air_station_hourly") == [(80,)]


def test_personal_items_are_left_out_of_rejected_rows_and_the_rest_is_kept(connection):
    found = rows(connection, "from lake.market_regulation__enterprise__rejected select payload, reason_en")
    assert found == [
        (
            f'{{"UNISCID":"{PAPER}"}}',
            "a column with personal or restricted information is at fault; its value is withheld",
        )
    ]


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("张三丰", "张**"),
        ("13812345678", "138****5678"),
        ("0592-5551234", "059****1234"),
        ("5551234", "****34"),
        ("电话 13812345678", "****78"),
        ("1", "****"),
        ("1976", "****"),
        ("男", "**"),
        ("李四", "李**"),
        ("", "**"),
        (None, None),
    ],
)
def test_a_mask_hides_most_of_a_value(value, masked):
    assert duckdb.execute(f"select {mask('v')} from (select ?::varchar as v)", [value]).fetchone() == (
        masked,
    )
