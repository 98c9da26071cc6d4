"""Which releases stay, and which one a day is answered with."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from ecolake.errors import EcolakeError
from ecolake.warehouse.record import Release
from ecolake.warehouse.releases import find, publish, releases, rollback
from ecolake.warehouse.retention import Keep, kept
from ecolake.warehouse.sources import BuildFile


def release(number, created_at):
    return Release(number, created_at, "", {}, {}, {}, "")


def test_the_newest_stay_and_the_last_of_each_month():
    known = [
        release(6, "2026-03-05T00:00:00+00:00"),
        release(5, "2026-03-01T00:00:00+00:00"),
        release(4, "2026-02-20T00:00:00+00:00"),
        release(3, "2026-02-10T00:00:00+00:00"),
        release(2, "2026-01-31T12:00:00+00:00"),
        release(1, "2025-12-31T12:00:00+00:00"),
    ]
    assert kept(known, Keep(1, 0)) == {6}
    assert kept(known, Keep(2, 3)) == {6, 5, 4, 2}
    assert kept(known, Keep(1, 99)) == {6, 4, 2, 1}


def test_a_month_ends_at_midnight_in_china():
    # 17:00 of the 31st in London is the first of the next month in Shanghai.
    known = [release(2, "2026-01-31T17:00:00+00:00"), release(1, "2026-01-31T15:00:00+00:00")]
    assert kept(known, Keep(1, 2)) == {2, 1}
    assert kept(known, Keep(1, 1)) == {2}


def test_how_many_stay_is_set_in_the_environment():
    assert Keep.from_environment({}) == Keep(5, 13)
    assert Keep.from_environment({"ECOLAKE_KEEP_RELEASES": "9", "ECOLAKE_KEEP_MONTHS": "0"}) == Keep(9, 0)


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_setting_that_would_keep_nothing_is_refused(text):
    with pytest.raises(EcolakeError, match="bad_retention"):
        Keep.from_environment({"ECOLAKE_KEEP_RELEASES": text})


@pytest.fixture
def three(home):
    """Releases of the 1st, the 3rd and the 5th."""
    home.build.mkdir(parents=True)
    path = home.build / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema lake")
        connection.execute(
            "create table lake.accounts as select 'a' as source, 'b' as dataset, 1 as received, 1 as accepted,"
            " 0 as rejected, 0 as duplicate"
        )
    for day in (1, 3, 5):
        publish(home, BuildFile(path, f"mark{day}", {}), now=datetime(2026, 3, day, 2, tzinfo=UTC))
    return home


def test_a_day_is_answered_with_the_last_release_until_its_end(three):
    assert find(three, as_of=date(2026, 3, 1)).release == 1
    assert find(three, as_of=date(2026, 3, 4)).release == 2
    assert find(three, as_of=date(2027, 1, 1)).release == 3


def test_by_number_or_by_default_the_one_that_readers_see(three):
    rollback(three, 2)
    assert find(three).release == 2
    assert find(three, 3).release == 3
    assert len(releases(three)) == 3


@pytest.mark.parametrize("wanted", [{"release": 9}, {"as_of": date(2026, 2, 28)}])
def test_what_is_not_kept_is_an_error(three, wanted):
    with pytest.raises(EcolakeError, match="no_such_release"):
        find(three, **wanted)
