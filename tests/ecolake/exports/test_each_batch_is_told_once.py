"""Every batch is in the events of one release: the first that was made of it, whenever it was accepted."""

from datetime import UTC, datetime

import duckdb
import pytest

from ecolake.exports.openlineage import events
from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import BuildFile

EMPTY = """
create schema lake;
create table lake.model_run(model text, status text, _started_at timestamptz, _completed_at timestamptz);
create table lake.lineage(to_table text, to_column text, from_table text, from_column text);
create table lake.mee__air as select 1 as n;
create table lake.accounts as select source, 'air' as dataset, batch, attempt, 1 as received, 1 as accepted, 0 as rejected,
  0 as duplicate, 'accepted' as status, committed_at::timestamptz as committed_at, 1.5::double as seconds from (values
"""
FIRST = ("mee", "first", 1, "2026-03-01T09:00:00Z")
# Accepted after the first release was pinned, and before it was published at noon.
MEANWHILE = ("mee", "meanwhile", 1, "2026-03-01T11:59:00Z")
AGAIN = ("mee", "first", 2, "2026-03-02T09:00:00Z")
DROPPED = ("gone", "late", 1, "2026-03-02T10:00:00Z")


@pytest.fixture
def make(home):
    """Publish a release that was made of these batches."""

    def make(day, *batches):
        home.build.mkdir(parents=True, exist_ok=True)
        path = home.build / f"{day}.duckdb"
        with duckdb.connect(str(path)) as connection:
            values = ", ".join(map(str, batches))
            connection.execute(f"{EMPTY} {values}) as t(source, batch, attempt, committed_at)")
        publish(home, BuildFile(path, f"mark{day}", {}), now=datetime(2026, 3, day, 12, tzinfo=UTC))
        return [one["job"]["name"] for one in events(home) if one["eventType"] == "COMPLETE"]

    return make


def test_a_batch_accepted_while_a_release_was_built_is_told_with_the_next(make):
    assert make(1, FIRST) == ["accept.mee.air", "release.1"]
    assert make(2, FIRST, MEANWHILE) == ["accept.mee.air", "release.2"]
    assert make(3, FIRST, MEANWHILE) == ["release.3"]


def test_a_batch_judged_again_is_told_again_and_a_dropped_dataset_does_not_stop_it(make):
    make(1, FIRST)
    assert make(2, AGAIN, DROPPED) == ["accept.mee.air", "accept.gone.air", "release.2"]
