"""A department with one dataset, whose rejected rows go out in a workbook and come back."""

from types import SimpleNamespace

import polars as pl
import pytest

from ecolake import lake
from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.rejects.rows import rejected_rows
from ecolake.rejects.take_back import take_back
from ecolake.rejects.workbook import write_workbook
from ecolake.standards.load import load
from ecolake.validation import META
from ecolake.visibility import visible
from tests.support.mended_workbook import Book

STAGE, SHEET = "water.stage", "水情"
HEADER = "STCD,TM,Z,WPTN"


@pytest.fixture
def department(little, tmp_path, clock):
    """The department of water: `deliver(*lines)`, `send()` a workbook, `take()` it back, `rows()` and `status()`."""
    home = Home(tmp_path / "var", tmp_path / "raw", tmp_path)

    def standards():
        return load(little)

    def deliver(*lines, name="a.csv", header=HEADER):
        path = tmp_path / name
        path.write_text("\n".join((header, *lines, "")), encoding="utf-8", newline="")
        return accept_files(home, standards(), STAGE, [path], clock)[0]

    def send(name="out.xlsx", **options):
        return write_workbook(
            home, standards(), "water", tmp_path / name, {"WATER_CONTACT": "0591-1"}, **options
        )

    def book(name="out.xlsx"):
        return Book(tmp_path / name)

    def take(book, name="back.xlsx"):
        (done,) = take_back(home, standards(), book.save(tmp_path / name), clock)
        if done.account:
            account = done.account
            assert account.received == account.accepted + account.rejected + account.duplicate
        return done

    def rows():
        dataset = standards().datasets[STAGE]
        found = visible(home, lake.accepted(dataset.table), dataset, pl.Schema({**META, **dataset.schema}))
        return found.sort("_sequence", "_row").collect().to_dicts()

    def status():
        return rejected_rows(home, standards()).select("_file", "_row", "status").rows()

    return SimpleNamespace(
        home=home, standards=standards, deliver=deliver, send=send, book=book, take=take, rows=rows, status=status,
        folder=tmp_path,
    )  # fmt: skip
