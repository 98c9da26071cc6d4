"""Publishing while others read: the full measure is `python -m benchmarks.publish_under_readers`."""

import pytest

from ecolake.warehouse.diff import diff
from ecolake.warehouse.releases import find, publish, releases, rollback
from tests.support.releases_in_turn import Readers, build_of, publish_in_turn


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    from tests.support.lake_fixture import home_at

    home = home_at(tmp_path_factory.mktemp("home"))
    publish(home, build_of(home, 1, 500))
    readers = Readers(home, 2, home.root / "stop")
    publish_in_turn(home, 12, 500)
    return home, readers.stop()


def test_no_reader_meets_an_error_or_two_releases_at_once(read):
    _, reading = read
    assert reading.reads > 0
    assert reading.errors == ()
    assert reading.mixed == ()
    assert max(reading.releases) <= 13


def test_the_last_of_them_can_be_rolled_back_and_compared(read):
    home, _ = read
    (mart,) = diff(home, find(home, 12), find(home, 13), "mart").tables
    assert (mart.changed, mart.added) == (500, 0)
    assert rollback(home).release == 12
    assert len(releases(home)) == 5
