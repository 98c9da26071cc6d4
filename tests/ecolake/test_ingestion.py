import threading
from datetime import date

import polars as pl
import pytest

from ecolake import accounts
from ecolake.gathering import inbox_folder
from ecolake.ingestion import ingest
from simulator.demo import serve

AIR = "mee.air_station_hourly"


@pytest.fixture
def environment(county):
    with serve(county) as env:
        yield env


def test_all_feeds_come_in_and_a_second_time_nothing_is_new(home, standards, environment, county):
    for dataset_id in county.datasets:
        done = ingest(home, standards, dataset_id, environment)
        assert done.fault is None
        assert sum(account.received for account in done.accounts) == county.rows[dataset_id]
        again = ingest(home, standards, dataset_id, environment)
        assert (again.landed, again.accounts, again.changed) == ((), (), False)


def test_every_injected_fault_ends_as_the_truth_says(home, standards, environment, county):
    """Rejected and flagged rows are exactly the spoilt ones: none missed, no good row refused."""
    import json

    from ecolake import lake
    from simulator.noise import load_kinds

    faults = [json.loads(line) for line in county.faults.read_text().splitlines()]
    for dataset_id in county.datasets:
        dataset = standards.datasets[dataset_id]
        ingest(home, standards, dataset_id, environment)
        table = lake.rejected(dataset.table)
        rejected = lake.scan(home, table).collect().height if lake.exists(home, table) else 0
        outcomes = {kind: spec.outcome for kind, spec in load_kinds(dataset_id).items()}
        mine = [f for f in faults if f"{f['source']}.{f['dataset']}" == dataset_id]
        assert rejected == sum(outcomes[fault["kind"]] == "reject" for fault in mine), dataset_id
        totals = (
            accounts.current(home)
            .filter(pl.col("dataset") == dataset.name)
            .select(pl.sum("duplicate", "flagged"))
            .collect()
        )
        assert totals.row(0) == tuple(
            sum(outcomes[f["kind"]] == o for f in mine) for o in ("duplicate", "flag")
        ), dataset_id


def test_source_that_cannot_be_reached_is_told_and_its_inbox_still_taken(home, standards, air):
    folder = inbox_folder(home, standards.datasets[AIR])
    folder.mkdir(parents=True)
    (folder / "hour.geojson").write_bytes(air(air.feature()))
    done = ingest(home, standards, AIR, {"MEE_AIR_URL": str(home.root / "nowhere")})
    assert done.fault.code == "folder_missing"
    assert [account.accepted for account in done.accounts] == [1]


def test_fault_of_the_inbox_does_not_close_the_transport(home, standards, tmp_path, air):
    folder = inbox_folder(home, standards.datasets[AIR])
    folder.mkdir(parents=True)
    (folder / "dead.geojson").symlink_to(tmp_path / "nowhere")
    source = tmp_path / "source"
    source.mkdir()
    (source / "hour.geojson").write_bytes(air(air.feature()))
    done = ingest(home, standards, AIR, {"MEE_AIR_URL": str(source)})
    assert done.fault.code == "refused_files"
    assert [account.accepted for account in done.accounts] == [1]


def test_batch_on_which_the_program_fails_is_set_aside_and_the_others_go_on(
    home, standards, tmp_path, air, monkeypatch
):
    for code in ("1001A", "1002A", "1003A"):
        (tmp_path / f"{code}.geojson").write_bytes(air(air.feature(code)))
    from ecolake import acceptor

    def fragile(frame, *args):
        if "1002A" in frame.lazy().collect()["_raw.stationcode"].to_list():
            raise RuntimeError("a defect")
        return map_table(frame, *args)

    map_table = acceptor.map_table
    monkeypatch.setattr(acceptor, "map_table", fragile)
    done = ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)})
    assert [account.status for account in done.accounts] == ["accepted", "unreadable", "accepted"]
    assert "RuntimeError: a defect" in done.accounts[1].notes[0]


def test_full_disk_stops_the_run_and_blames_no_file(home, standards, tmp_path, air, monkeypatch):
    from ecolake import acceptor

    (tmp_path / "a.geojson").write_bytes(air(air.feature()))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(acceptor, "read_batch", full)
        with pytest.raises(OSError, match="No space left"):
            ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)})
    assert [a.accepted for a in ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)}).accounts] == [1]


def test_nothing_is_left_in_scratch(home, standards, tmp_path, air):
    (home.scratch / "999999999-dead").mkdir(parents=True)
    (tmp_path / "a.geojson").write_bytes(air(air.feature()))
    ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)})
    assert list(home.scratch.iterdir()) == []


def test_window_takes_only_the_files_of_its_days(home, standards, tmp_path, air):
    for name in ("a_2026-03-01T23.geojson", "a_2026-03-02T00.geojson", "undated.geojson"):
        (tmp_path / name).write_bytes(air(air.feature(positionname=name)))
    day = date(2026, 3, 2)
    done = ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)}, window=(day, day))
    assert [manifest.files[0].name for manifest in done.landed] == ["a_2026-03-02T00.geojson"]


def test_manifest_tells_origin_time_size_hash_and_columns(home, standards, tmp_path, air, clock):
    (tmp_path / "a.geojson").write_bytes(air(air.feature()))
    (manifest,) = ingest(home, standards, AIR, {"MEE_AIR_URL": str(tmp_path)}, clock=clock).landed
    assert "stationcode" in manifest.columns
    assert manifest.received_at == clock()
    (file,) = manifest.files
    assert file.origin.startswith("file://")
    assert (file.size, len(file.sha256)) == ((tmp_path / "a.geojson").stat().st_size, 64)


def test_two_runs_at_once_accept_every_batch_once(home, standards, environment, county):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(ingest(home, standards, AIR, environment)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    received = [sum(account.received for account in done.accounts) for done in results]
    assert sum(received) == county.rows[AIR]
    assert accounts.current(home).collect().height == 3
