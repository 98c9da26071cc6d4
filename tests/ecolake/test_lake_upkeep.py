"""Small files are laid together; rows stay, and so does every file that a kept release names."""

from pathlib import Path

import polars as pl
import pytest

from ecolake import lake, lake_upkeep
from ecolake.lake_upkeep import tidy
from ecolake.warehouse.record import Release

TABLE = "accepted/mee/air_station_hourly"


@pytest.fixture
def deliveries(home):
    for number in range(6):
        lake.append(home, TABLE, pl.DataFrame({"a": [number]}))


def release_at(version):
    return Release(1, "", "", {TABLE: version}, {}, {}, "")


def rows(home):
    return lake.scan(home, TABLE).collect().sort("a")["a"].to_list()


def test_a_table_of_many_files_becomes_one_of_few_with_the_same_rows(home, deliveries):
    [done] = tidy(home, many=2)
    assert (done.table, done.files_before, done.files, done.removed) == (TABLE, 6, 1, 0)
    assert rows(home) == list(range(6))


def test_a_table_of_few_files_is_left_at_its_version(home, deliveries):
    before = lake.version(home, TABLE)
    assert tidy(home, many=7, days=0) == []
    assert lake.version(home, TABLE) == before


def test_a_second_tidying_finds_nothing(home, deliveries):
    tidy(home, many=2, days=0)
    before = lake.version(home, TABLE)
    assert tidy(home, many=2, days=0) == []
    assert lake.version(home, TABLE) == before


def test_what_a_kept_release_names_stays(home, deliveries, monkeypatch):
    pinned = lake.pin(home, TABLE)
    lake.append(home, TABLE, pl.DataFrame({"a": [6]}))
    monkeypatch.setattr(lake_upkeep, "releases", lambda home: [release_at(pinned[0])])
    [done] = tidy(home, many=2, days=0)
    assert done.removed == 1
    assert all(Path(name).is_file() for name in pinned[1])
    assert rows(home) == list(range(7))


def test_once_no_release_names_them_they_go(home, deliveries):
    old = lake.files(home, TABLE)
    [done] = tidy(home, many=2, days=0)
    assert done.removed == len(old)
    assert not any(Path(name).is_file() for name in old)
    assert rows(home) == list(range(6))


def test_replaced_files_stay_for_some_days(home, deliveries):
    old = lake.files(home, TABLE)
    [done] = tidy(home, many=2, days=1)
    assert done.removed == 0
    assert all(Path(name).is_file() for name in old)
