import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ecolake.catalogue import terms
from ecolake.domain.air import daily
from ecolake.errors import EcolakeError
from ecolake.lineage import graph
from ecolake.registry import mentions
from ecolake.standards import survivorship
from ecolake.warehouse import snapshot, views
from ecolake.warehouse.record import current_file, folder
from ecolake.warehouse.releases import current, is_published, publish, releases, rollback
from ecolake.warehouse.retention import Keep
from ecolake.warehouse.snapshot import fingerprint
from ecolake.warehouse.sources import BuildFile
from tests.support.lake_fixture import CHECKOUT

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def make(home):
    """Publish a small build in which every table holds the same number."""

    def make(number: int, **options):
        home.build.mkdir(parents=True, exist_ok=True)
        path = home.build / "warehouse.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema lake")
            connection.execute(
                "create table lake.accounts as select 'mee' as source, 'air' as dataset, 3 as received,"
                " 2 as accepted, 1 as rejected, 0 as duplicate"
            )
            for mart in ("first", "second"):
                connection.execute(f"create table {mart} as select {number} as number from range(1000)")
        return publish(home, BuildFile(path, f"mark{number}", {"accounts": number}), now=NOW, **options)

    return make


def shown(home) -> int:
    with duckdb.connect(str(home.warehouse / "ecolake.duckdb"), read_only=True) as connection:
        return connection.execute("select max(number) from first").fetchone()[0]


def test_a_release_says_what_it_holds(home, make):
    release = make(7)
    assert release.current
    assert release.rows == {"first": 1000, "second": 1000}
    assert release.accounts == {"mee.air": {"received": 3, "accepted": 2, "rejected": 1, "duplicate": 0}}
    assert current(home) == release
    with duckdb.connect(str(current_file(home)), read_only=True) as connection:
        assert connection.execute("select release, fingerprint from release").fetchone() == (1, "mark7")


def test_the_link_is_relative_so_that_the_home_can_be_moved(home, make):
    make(1)
    assert (home.warehouse / "ecolake.duckdb").readlink().as_posix() == "releases/r000001/ecolake.duckdb"


def test_only_the_newest_are_kept(home, make):
    for number in range(1, 8):
        make(number, keep=Keep(3, 0))
    assert [release.release for release in releases(home)] == [7, 6, 5]
    assert not folder(home, 4).exists()


def test_the_current_release_is_never_pruned(home, make):
    for number in (1, 2, 3):
        make(number)
    rollback(home, 1)
    make(4, keep=Keep(1, 0))
    assert [(release.release, release.current) for release in releases(home)] == [(4, True)]
    rollback_target = make(5, keep=Keep(2, 0))
    assert rollback_target.current


def test_rollback_goes_to_the_release_before_or_to_the_one_named(home, make):
    for number in (1, 2, 3):
        make(number)
    assert rollback(home).release == 2
    assert shown(home) == 2
    assert rollback(home, 3).release == 3
    assert shown(home) == 3


@pytest.mark.parametrize("wanted", [None, 9])
def test_rollback_to_nowhere_is_an_error_and_changes_nothing(home, make, wanted):
    make(1)
    with pytest.raises(EcolakeError, match="no_such_release"):
        rollback(home, wanted)
    assert shown(home) == 1


def test_nothing_published_is_an_error_with_a_hint(home):
    with pytest.raises(EcolakeError, match="ecolake run"):
        current_file(home)
    assert current(home) is None


def test_a_half_made_release_is_ignored_and_cleared(home, make):
    make(1)
    leftover = folder(home, 2)
    leftover.mkdir()
    (leftover / "ecolake.duckdb").write_bytes(b"half")
    (home.warehouse / "ecolake.duckdb.next").symlink_to("nowhere")
    assert [release.release for release in releases(home)] == [1]
    assert make(3).release == 2
    assert shown(home) == 3


def test_a_number_is_not_used_again_after_a_rollback(home, make):
    make(1)
    make(2)
    rollback(home)
    assert make(3).release == 3


def test_equal_content_has_an_equal_hash(make):
    first, again, other = make(1), make(1), make(2)
    assert first.content_hash == again.content_hash != other.content_hash


def test_the_fingerprint_follows_the_lake(tiny):
    before = fingerprint(tiny.home, tiny.standards)
    assert fingerprint(tiny.home, tiny.standards) == before
    tiny.deliver("iot.hj212_frame", [])
    assert fingerprint(tiny.home, tiny.standards) != before


@pytest.mark.parametrize("module", [daily, graph, mentions, survivorship, terms, views])
def test_the_fingerprint_follows_the_code_that_shapes_a_release(home, monkeypatch, module):
    before = snapshot.fingerprint_of(home, {})
    read = Path.read_bytes
    edited = Path(module.__file__)
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b"#" if path == edited else b""))
    assert snapshot.fingerprint_of(home, {}) != before


READER = """
import json, sys, time
from pathlib import Path
from ecolake.home import Home
from ecolake.warehouse.query import query
home = Home(Path(sys.argv[1]), Path(sys.argv[1]) / "raw", Path(sys.argv[2]))
seen, reads = set(), 0
deadline = time.monotonic() + 60
while max(seen, default=0) < 10 and time.monotonic() < deadline:
    _, rows = query(home, "select distinct f.number, s.number, r.release from first f, second s, release r")
    assert len(rows) == 1 and len(set(rows[0])) == 1, rows
    seen.add(rows[0][0])
    reads += 1
print(json.dumps({"seen": sorted(seen), "reads": reads}))
"""


def test_two_readers_meet_no_error_and_no_mixed_release_while_ten_are_published(home, make):
    make(1)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(home.root), str(CHECKOUT)],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for number in range(2, 11):
        make(number, keep=Keep(3, 0))
    for reader in readers:
        out, err = reader.communicate(timeout=90)
        assert reader.returncode == 0, err
        assert json.loads(out)["seen"][-1] == 10


def test_a_release_that_was_finished_but_never_shown_is_not_published(home, make, monkeypatch):
    """Killed between the record and the swap of the link."""
    make(1)
    with monkeypatch.context() as patch:
        patch.setattr(
            "ecolake.warehouse.releases._point_to", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            make(2)
    assert is_published(home, "mark1")
    assert not is_published(home, "mark2")
    assert make(2).release == 3
    assert is_published(home, "mark2")


def test_what_was_rolled_back_does_not_come_back_by_itself(home, make):
    make(1)
    make(2)
    rollback(home)
    assert is_published(home, "mark2")
    assert is_published(home, "mark1")
    make(3)
    assert not is_published(home, "mark2")
