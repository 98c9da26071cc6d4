"""The version of a table is told from its log, as delta-rs tells it."""

import polars as pl
from deltalake import DeltaTable

from ecolake import lake
from ecolake.lake_log import logged_version

ROWS = pl.DataFrame({"a": [1]})


def test_it_is_the_version_of_the_table(home):
    assert logged_version(home.lake / "t") is None
    for _ in range(3):
        lake.append(home, "t", ROWS)
        assert logged_version(home.lake / "t") == lake.version(home, "t")


def test_what_is_half_written_is_no_version(home):
    lake.append(home, "t", ROWS)
    log = home.lake / "t" / "_delta_log"
    (log / "_commit_0a.json.tmp").write_text("")
    (log / "00000000000000000007.json.tmp").write_text("")
    assert logged_version(home.lake / "t") == 0


def test_a_checkpoint_stands_for_entries_that_are_gone(home):
    for _ in range(3):
        lake.append(home, "t", ROWS)
    DeltaTable(str(home.lake / "t")).create_checkpoint()
    for entry in (home.lake / "t" / "_delta_log").glob("*.json"):
        entry.unlink()
    assert logged_version(home.lake / "t") == lake.version(home, "t") == 2
