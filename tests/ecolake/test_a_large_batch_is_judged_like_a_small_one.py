"""What does not fit in memory is judged by way of the disk, and nothing of the result shows it."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ecolake import accounts, deduplication_on_disk, lake
from ecolake import spool as spooling
from ecolake.home import Home
from ecolake.ingestion import accept_files

AIR = "mee.air_station_hourly"
REGISTRY = "market_regulation.enterprise"
FRAMES = "iot.hj212_frame"


@pytest.fixture
def deliveries(county, air, registry_csv, packed):
    """Files in their order: good rows, faults of every kind, repeated rows, conflicts, corrections."""
    first, *others = registry_csv.splitlines(keepends=True)
    log = b"".join(path.read_bytes() for path in sorted(county.paths["iot"].glob("*.log"))[:2])
    assert log
    hours = [path.read_bytes() for path in sorted(county.paths["mee"].glob("*.geojson"))[:2]]
    again = air(air.feature(), air.feature(so2="2"), air.feature(), air.feature("1002A", so2="-1"))
    return [
        *((AIR, hour) for hour in hours),
        (AIR, again),
        (AIR, air(air.feature(so2="3"), air.feature("1003A"))),
        (REGISTRY, packed((first + "".join(others)).encode("gb18030"))),
        (REGISTRY, packed((first + "".join(others[::2]) + "cut,row\n").encode("gb18030"), "b.csv")),
        (FRAMES, log),
    ]


def outcome(home, standards, deliveries, folder):
    folder.mkdir()
    at = datetime(2026, 11, 22, tzinfo=UTC)
    for number, (dataset, data) in enumerate(deliveries):
        path = folder / f"file-{number}"
        path.write_bytes(data)
        accept_files(home, standards, dataset, [path], lambda: at)
    tables = {}
    for dataset in (AIR, REGISTRY, FRAMES):
        for name in (lake.accepted(dataset.replace(".", "/")), lake.rejected(dataset.replace(".", "/"))):
            rows = lake.scan(home, name).collect()
            tables[name] = rows.sort(by_place(rows), maintain_order=True)
    return tables, accounts.current(home).drop("seconds").collect()


def by_place(rows):
    return [name for name in ("_sequence", "_file", "_row", "rules") if name in rows.columns]


def test_by_way_of_the_disk_all_comes_to_the_same(home, standards, deliveries, tmp_path, monkeypatch):
    in_memory, books = outcome(home, standards, deliveries, tmp_path / "a")
    monkeypatch.setattr(spooling, "MOST", 0)
    monkeypatch.setattr(deduplication_on_disk, "PART", 3)
    other = Home(tmp_path / "other", tmp_path / "other-raw", home.project)
    on_disk, other_books = outcome(other, standards, deliveries, tmp_path / "b")
    assert books.select(pl.col("duplicate").sum(), pl.col("rejected").sum()).row(0) > (4, 4)
    assert books.equals(other_books)
    for name, rows in in_memory.items():
        assert rows.equals(on_disk[name].select(rows.columns)), name
