"""Dagster's events are written many at a time, and nobody in this process reads a log without them."""

import sqlite3

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import ConsolidatedSqliteEventLogStorage
from sqlalchemy.exc import OperationalError

from orchestration import event_log
from orchestration.instance import open_instance

KEYS = [dg.AssetKey(f"a{number}") for number in range(5)]


@pytest.fixture
def stored(home, monkeypatch):
    """What another process would read."""
    monkeypatch.setattr(event_log, "SECONDS", 3600)

    def count():
        with sqlite3.connect(next((home.dagster / "history").glob("**/*event*.db"))) as connection:
            return connection.execute("select count(*) from event_logs").fetchone()[0]

    return count


def materialize(instance):
    for key in KEYS:
        instance.report_runless_asset_event(dg.AssetMaterialization(key))


def test_events_wait_and_are_there_for_whoever_asks(home, stored):
    with open_instance(home) as instance:
        materialize(instance)
        assert stored() == 0
        assert all(instance.get_latest_materialization_event(key) for key in KEYS)
        assert stored() == len(KEYS)


def test_they_are_written_when_the_storage_is_closed(home, stored):
    with open_instance(home) as instance:
        materialize(instance)
    assert stored() == len(KEYS)


def test_many_are_written_without_being_asked_for(home, stored, monkeypatch):
    monkeypatch.setattr(event_log, "MOST", 3)
    with open_instance(home) as instance:
        materialize(instance)
        assert stored() == 3


def test_the_end_of_a_run_is_written_at_once(home, stored):
    @dg.job
    def nothing():
        pass

    with open_instance(home) as instance:
        run = nothing.execute_in_process(instance=instance)
        assert stored() == len(run.all_events)


def failing(monkeypatch, number, fault):
    """Have the storing of the event of this number fail, once."""
    plain, seen = ConsolidatedSqliteEventLogStorage.store_event, []

    def store(self, event):
        seen.append(event)
        if len(seen) == number:
            raise fault
        plain(self, event)

    monkeypatch.setattr(ConsolidatedSqliteEventLogStorage, "store_event", store)


def test_while_the_database_is_locked_no_event_is_lost_and_none_doubled(home, stored, monkeypatch):
    failing(monkeypatch, 3, OperationalError("insert", {}, Exception("database is locked")))
    with open_instance(home) as instance:
        materialize(instance)
        with pytest.raises(OperationalError):
            instance.event_log_storage.write()
        assert stored() == 0
    assert stored() == len(KEYS)


def test_an_event_that_cannot_be_written_takes_no_other_with_it(home, stored):
    with open_instance(home) as instance:
        materialize(instance)
        instance.report_runless_asset_event(dg.AssetMaterialization("bad", partition="\udce4"))
        instance.report_runless_asset_event(dg.AssetMaterialization("last"))
        with pytest.raises(UnicodeEncodeError):
            instance.event_log_storage.write()
        assert stored() == len(KEYS) + 1
        assert instance.get_latest_materialization_event(dg.AssetKey("last"))
