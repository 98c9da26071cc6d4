"""A little home with stored rows, a trial over it, and a real run over the same landed bytes to hold the trial against."""

import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.home import Home
from ecolake.impact import try_standards
from ecolake.ingestion import accept_files
from ecolake.standards.load import load

DATASET = "water.stage"
START = datetime(2026, 3, 2, tzinfo=UTC)
PLACE = ["_batch", "_file", "_row"]


def rejected_places(home):
    table = lake.rejected(DATASET.replace(".", "/"))
    if not lake.exists(home, table):
        return set()
    visible = accounts.of_dataset(home, *DATASET.split("."))
    rows = lake.scan(home, table).filter(pl.col("_batch").is_in(list(visible)))
    return set(rows.select(PLACE).collect().iter_rows())


class Stage:
    """One home over the little standards."""

    def __init__(self, folder, root):
        self.folder, self.root = folder, root
        self.home = Home(folder / "var", folder / "raw", root.parent)
        self.old = load(root)
        self.given = 0

    def deliver(self, text, standards=None):
        """Accept one CSV file of rows `station,time,stage,trend`."""
        self.given += 1
        path = self.folder / f"{self.given:03}.csv"
        path.write_text("STCD,TM,Z,WPTN\n" + text, "utf-8")
        moment = START + timedelta(days=30, hours=self.given)
        (account,) = accept_files(self.home, standards or self.old, DATASET, [path], lambda: moment)
        return account

    def trial(self, new):
        """What the trial says of other standards; None when no row can turn."""
        return next(iter(try_standards(self.home, self.old, new)), None)

    def turned(self, new):
        """Places newly rejected and newly admitted, by the trial."""
        found = self.trial(new)
        if found is None:
            return set(), set()
        frames = found.trial.rejected, found.trial.admitted
        assert all(frame.select(PLACE).is_duplicated().sum() == 0 for frame in frames)
        return tuple(set(frame.select(PLACE).iter_rows()) for frame in frames)

    def really(self, new):
        """The same by a real run over the same bytes in a fresh home."""
        before, after = rejected_places(self.home), rejected_places(self.run_again(new))
        return after - before, before - after

    def run_again(self, standards):
        """A fresh home in which the same landed bytes were accepted under other standards."""
        fresh = Home(self.folder / "again", self.folder / "again-raw", self.root.parent)
        for used in (fresh.root, fresh.landing):
            shutil.rmtree(used, ignore_errors=True)
        shutil.copytree(self.home.landing, fresh.landing)
        accept_pending(fresh, standards, DATASET)
        return fresh


@pytest.fixture
def make_stage(little):
    """Make a home of one's own in a folder, for tests that need many; the little standards are only read."""
    return lambda folder, root=little: Stage(folder, root)


@pytest.fixture
def stage(make_stage, tmp_path):
    return make_stage(tmp_path)
