"""What a disk or a power cut does to a file of the lake is told by the file's name, and undone from landed bytes."""

import shutil
from pathlib import Path

import pytest

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.lake_mending import damages
from ecolake.reacceptance import mend
from ecolake.visibility import visible

AIR = "mee.air_station_hourly"
ACCEPTED, REJECTED = "accepted/mee/air_station_hourly", "rejected/mee/air_station_hourly"
PROJECT = Path(__file__).parents[2]
SAID = ["_batch", "_file", "_row", "station_code", "observed_at"]


@pytest.fixture(scope="module")
def told(tmp_path_factory, standards, clock, air):
    """A home of two deliveries, of two good rows and one bad row each."""
    folder = tmp_path_factory.mktemp("told")
    home = Home(folder / "var", folder / "raw", PROJECT)
    for name, codes in (("a", ("1001A", "1002A")), ("b", ("1003A", "1004A"))):
        path = folder / name
        path.write_bytes(air(*map(air.feature, codes), air.feature("1009A", so2="x")))
        accept_files(home, standards, AIR, [path], clock)
    return home


@pytest.fixture
def damaged(told, tmp_path):
    """A copy of that home."""
    home = Home(tmp_path / "var", tmp_path / "raw", told.project)
    shutil.copytree(told.root, home.root)
    shutil.copytree(told.landing, home.landing)
    return home


def content(home, standards):
    dataset = standards.datasets[AIR]
    return [
        visible(home, ACCEPTED, dataset, None).select(SAID).sort(SAID).collect(),
        visible(home, REJECTED, dataset, None)
        .select("_batch", "_row", "rules", "payload")
        .sort("_batch")
        .collect(),
    ]


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    found = bytearray(path.read_bytes())
    found[8 : len(found) // 2] = bytes(byte ^ 0x5A for byte in found[8 : len(found) // 2])
    path.write_bytes(found)


FAULTS = {
    "cut log": (ACCEPTED, "_delta_log/*.json", cut),
    "empty log": (ACCEPTED, "_delta_log/*.json", lambda path: path.write_bytes(b"")),
    "cut rows": (ACCEPTED, "*.parquet", cut),
    "flipped rows": (ACCEPTED, "*.parquet", flip),
    "rows gone": (ACCEPTED, "*.parquet", lambda path: path.unlink()),
    "flipped rejects": (REJECTED, "*.parquet", flip),
    "cut log of accounts": (lake.ACCOUNTS, "_delta_log/*.json", cut),
    "flipped accounts": (lake.ACCOUNTS, "*.parquet", flip),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_named_set_aside_and_made_again(told, damaged, standards, clock, fault):
    table, pattern, spoil = FAULTS[fault]
    path = max((damaged.lake / table).glob(pattern))
    spoil(path)
    (found,) = damages(damaged)
    assert (found.table, found.path) == (table, path)
    mend(damaged, standards, [found], clock=clock)
    assert list(damages(damaged)) == []
    assert [
        one.equals(two)
        for one, two in zip(content(told, standards), content(damaged, standards), strict=True)
    ] == [
        True,
        True,
    ]
    known = accounts.of_dataset(damaged, "mee", "air_station_hourly").values()
    assert sorted((one.received, one.accepted, one.rejected) for one in known) == [(3, 2, 1)] * 2
    if fault != "rows gone":
        assert any((damaged.root / "damaged").rglob(path.name))


def test_where_whole_entries_follow_the_table_is_made_anew(told, damaged, standards, clock):
    cut(min((damaged.lake / ACCEPTED / "_delta_log").glob("*.json")))
    mend(damaged, standards, list(damages(damaged)), clock=clock)
    assert content(damaged, standards)[0].equals(content(told, standards)[0])


@pytest.mark.parametrize("fault", ["empty log", "flipped rows", "flipped accounts"])
def test_a_run_accepts_nothing_on_it_and_says_what_to_do(damaged, standards, clock, tmp_path, air, fault):
    table, pattern, spoil = FAULTS[fault]
    spoil(max((damaged.lake / table).glob(pattern)))
    path = tmp_path / "c"
    path.write_bytes(air(air.feature("1005A"), air.feature("1001A")))
    with pytest.raises(EcolakeError, match="damaged_lake") as caught:
        accept_files(damaged, standards, AIR, [path], clock)
    assert table in caught.value.where
    assert "--mend" in caught.value.hint_en
    assert "--mend" in caught.value.hint_zh
    mend(damaged, standards, list(damages(damaged)), clock=clock)
    assert content(damaged, standards)[0].height == 5
    assert accept_pending(damaged, standards, AIR, clock=clock) == []
