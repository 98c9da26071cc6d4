"""The account is the commit point: whatever an interrupted run left behind is invisible and is replaced."""

import pytest

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.errors import EcolakeError
from ecolake.landing import Fetched, land

AIR = "mee.air_station_hourly"


class Killed(BaseException):
    """Stands for the end of the process: nothing in the house may catch it."""


def landed(home, tmp_path, clock, data):
    path = tmp_path / "hour.geojson"
    path.write_bytes(data)
    return land(home, "mee", "air_station_hourly", [Fetched(path.name, path, "test", clock())])[0]


@pytest.mark.parametrize("dies_before", ["accepted", "rejected", "accounts"])
def test_killed_before_a_commit_leaves_nothing_visible_and_a_rerun_finishes(
    dies_before, home, standards, tmp_path, clock, air, accepted, rejected, monkeypatch
):
    landed(home, tmp_path, clock, air(air.feature(), air.feature("1002A", so2="x")))
    write = lake.append

    def dying(home_, table, frame):
        if table.startswith(dies_before):
            raise Killed
        write(home_, table, frame)

    with monkeypatch.context() as patch:
        patch.setattr(lake, "append", dying)
        with pytest.raises(Killed):
            accept_pending(home, standards, AIR, clock=clock)
    assert accounts.of_dataset(home, "mee", "air_station_hourly") == {}
    assert accepted(AIR) is None or accepted(AIR).height == 0
    (account,) = accept_pending(home, standards, AIR, clock=clock)
    assert (account.received, account.accepted, account.rejected) == (2, 1, 1)
    assert accepted(AIR).height == 1
    assert len(rejected(AIR)) == 1


def test_landing_that_died_half_way_is_cleaned_and_not_seen(home, tmp_path, clock, air, monkeypatch):
    from pathlib import Path

    from ecolake.landing import manifests

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            landed(home, tmp_path, clock, air(air.feature()))
    assert manifests(home, "mee", "air_station_hourly") == []
    landed(home, tmp_path, clock, air(air.feature()))
    folder = home.landing / "mee" / "air_station_hourly"
    assert not list(folder.glob(".incoming-*"))


def test_landed_files_cannot_be_written(home, tmp_path, clock, air):
    from ecolake.landing import batch_folder

    manifest = landed(home, tmp_path, clock, air(air.feature()))
    path = batch_folder(home, "mee", "air_station_hourly", manifest.batch) / manifest.files[0].name
    assert path.stat().st_mode & 0o222 == 0


def test_account_that_does_not_balance_cannot_be_made(home, standards, tmp_path, clock, air):
    import dataclasses

    landed(home, tmp_path, clock, air(air.feature()))
    (account,) = accept_pending(home, standards, AIR, clock=clock)
    with pytest.raises(EcolakeError, match="unbalanced_account"):
        dataclasses.replace(account, accepted=0)


def test_unreadable_batch_is_tried_again_when_its_mapping_changes(home, standards, tmp_path, clock, air):
    import dataclasses

    landed(home, tmp_path, clock, air())
    path = tmp_path / "cut.geojson"
    path.write_bytes(air(air.feature())[:50])
    land(home, "mee", "air_station_hourly", [Fetched("cut", path, "test", clock())])
    assert [a.status for a in accept_pending(home, standards, AIR, clock=clock)] == ["accepted", "unreadable"]
    assert accept_pending(home, standards, AIR, clock=clock) == []
    dataset = dataclasses.replace(standards.datasets[AIR], fingerprint="changed")
    changed = dataclasses.replace(standards, datasets={**standards.datasets, AIR: dataset})
    _, again = accept_pending(home, changed, AIR, clock=clock)
    assert (again.status, again.attempt) == ("unreadable", 2)


def test_batches_are_accepted_in_landing_order_whatever_their_names(home, standards, tmp_path, clock, air):
    for so2 in range(1, 6):
        landed(home, tmp_path, clock, air(air.feature(so2=str(so2))))
    done = accept_pending(home, standards, AIR, clock=clock)
    assert [account.sequence for account in done] == [1, 2, 3, 4, 5]
    assert [account.accepted for account in done] == [1, 1, 1, 1, 1]


def test_killed_retry_of_an_unreadable_batch_loses_and_doubles_nothing(
    home, standards, tmp_path, clock, air, accepted, monkeypatch
):
    """Attempt 1 has an account already, so that its half-made second attempt must not be seen or counted as known."""
    path = tmp_path / "renamed.geojson"
    path.write_bytes(air(air.feature(), air.feature("1002A")).replace(b"stationcode", b"station_code"))
    land(home, "mee", "air_station_hourly", [Fetched(path.name, path, "test", clock())])
    assert [a.status for a in accept_pending(home, standards, AIR, clock=clock)] == ["unreadable"]
    mended = remapped(standards, {"station_code": "station_code"})
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "commit", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            accept_pending(home, mended, AIR, clock=clock)
    assert accepted(AIR).height == 0
    (account,) = accept_pending(home, mended, AIR, clock=clock)
    assert (account.status, account.attempt, account.accepted, account.duplicate) == ("accepted", 2, 2, 0)
    assert accepted(AIR).height == 2


def test_lake_goes_on_after_a_table_was_emptied_by_a_retry(home, standards, tmp_path, clock, air, rejected):
    path = tmp_path / "renamed.geojson"
    path.write_bytes(air(air.feature()).replace(b"stationcode", b"station_code"))
    land(home, "mee", "air_station_hourly", [Fetched(path.name, path, "test", clock())])
    accept_pending(home, standards, AIR, clock=clock)
    mended = remapped(standards, {"station_code": "station_code"})
    accept_pending(home, mended, AIR, clock=clock)
    assert rejected(AIR) == []
    landed(home, tmp_path, clock, air(air.feature("1003A").copy()).replace(b"stationcode", b"station_code"))
    assert [a.accepted for a in accept_pending(home, mended, AIR, clock=clock)] == [1]


def remapped(standards, columns):
    """The standards with other column names for the air feed, as an owner would mend them."""
    import dataclasses

    dataset = standards.datasets[AIR]
    kept = {column: item for column, item in dataset.mapping.map.items() if item not in columns.values()}
    mapping = dataset.mapping.model_copy(update={"map": {**kept, **columns}})
    changed = dataclasses.replace(dataset, mapping=mapping, fingerprint="mended")
    return dataclasses.replace(standards, datasets={**standards.datasets, AIR: changed})


def test_batches_are_judged_in_groups_of_bounded_size(home, standards, tmp_path, clock, air, monkeypatch):
    for code in ("1001A", "1002A", "1003A"):
        landed(home, tmp_path, clock, air(air.feature(code)))
    monkeypatch.setattr("ecolake.acceptance.GROUP_BYTES", 1)
    steps = []
    accept_pending(home, standards, AIR, progress=lambda *step: steps.append(step), clock=clock)
    assert steps == [(AIR, 1, 3), (AIR, 2, 3), (AIR, 3, 3)]


def test_file_given_by_hand_waits_for_what_was_landed_before_it(
    home, standards, tmp_path, clock, air, accepted
):
    from ecolake.ingestion import accept_files

    for so2 in ("1", "2"):
        landed(home, tmp_path, clock, air(air.feature(so2=so2)))
    path = tmp_path / "again.geojson"
    path.write_bytes(air(air.feature(so2="1")) + b" ")
    accept_files(home, standards, AIR, [path], clock)
    assert [str(value) for value in accepted(AIR).sort("_sequence")["so2_1h"]] == ["1.000", "2.000", "1.000"]
