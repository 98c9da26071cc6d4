"""Sources whose values have types, or lists inside, go the same way: their rows come back as text and mean the same."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from ecolake.acceptance import accept_pending
from ecolake.ingestion import accept_files
from ecolake.landing import WORKBOOK, Fetched, land
from ecolake.rejects.as_csv import export
from tests.ecolake.rejects.conftest import SHEET, STAGE

AT = datetime(2026, 3, 2, 8, 30, 15)  # noqa: DTZ001 - as a database without zones gives it


@pytest.fixture
def typed(department, spoil):
    """The department's table as Parquet, with a station that is none."""
    spoil("sources/water.yaml", "{format: csv}", "{format: parquet}")
    path = department.folder / "a.parquet"
    stages = [1.5, 1e-7, 0.1 + 0.2, float("nan")]
    pl.DataFrame(
        {"STCD": ["bad 1", "bad 2", "bad 3", "bad 4"], "TM": [AT] * 4, "Z": stages, "WPTN": [4] * 4}
    ).write_parquet(path)
    accept_files(department.home, department.standards(), STAGE, [path])
    department.send()
    return department


def test_untouched_values_of_a_typed_source_mean_what_they_meant(typed):
    book = typed.book()
    for row, code in enumerate(("A", "B", "C", "D"), start=3):
        book.write(SHEET, row, "STCD", code)
    done = typed.take(book)
    assert (done.account.accepted, done.account.rejected) == (4, 0)
    assert [(row["observed_at"], row["stage"], row["trend"]) for row in typed.rows()] == [
        (datetime(2026, 3, 2, 0, 30, 15, tzinfo=UTC), stage, "falling")
        for stage in (Decimal("0.015"), Decimal(0), Decimal("0.003"), None)
    ]


def test_typed_deliveries_and_workbooks_that_wait_together_are_all_accepted(typed, clock):
    """One is text, the other has types: they cannot be one frame."""
    book = typed.book()
    book.write(SHEET, 3, "STCD", "A")
    path = book.save(typed.folder / "back.xlsx")
    land(typed.home, "water", "stage", [Fetched(path.name, path, WORKBOOK + path.as_uri(), clock())])
    later = typed.folder / "b.parquet"
    pl.DataFrame({"STCD": ["ZX"], "TM": [AT], "Z": [2.0], "WPTN": [4]}).write_parquet(later)
    land(typed.home, "water", "stage", [Fetched(later.name, later, later.as_uri(), clock())])
    done = accept_pending(typed.home, typed.standards(), STAGE, clock=clock)
    assert [(one.accepted, one.status) for one in done] == [(1, "accepted")] * 2


def test_a_nested_list_is_mended_as_its_text(department, spoil):
    spoil(
        "datasets/water/stage.yaml",
        "rules:",
        "  gauges:\n    title: {zh: 水尺, en: Gauges}\n    each: {gauge: {element: code}}\nrules:",
    )
    spoil("sources/water.yaml", "{format: csv}", "{format: json, records: data}")
    spoil("sources/water.yaml", "WPTN: trend}", "WPTN: trend, G: gauges}")
    path = department.folder / "a.json"
    gauges = [{"gauge": "A"}, {"gauge": "B"}]
    rows = [
        {"STCD": code, "TM": "2026-03-02T08:00:00", "Z": z, "WPTN": "4", "G": gauges}
        for code, z in (("A", "x"), ("b", "1"))
    ]
    path.write_text(json.dumps({"data": rows}), encoding="utf-8")
    accept_files(department.home, department.standards(), STAGE, [path])
    department.send()
    book = department.book()
    assert json.loads(book.text(SHEET, 3, "G")) == gauges
    book.write(SHEET, 3, "Z", "1")
    book.write(SHEET, 4, "STCD", "B")
    book.write(SHEET, 4, "G", '[{"gauge": "C"}]')
    assert department.take(book).account.accepted == 2
    assert [row["gauges"] for row in department.rows()] == [gauges, [{"gauge": "C"}]]


def test_a_record_of_several_readings_is_one_line_and_brings_all_of_them_again(department, spoil):
    spoil("datasets/water/stage.yaml", "key: [station, observed_at]", "key: [station, observed_at, trend]")
    spoil("sources/water.yaml", "Z: stage, WPTN: trend}", "}")
    spoil("sources/water.yaml", "TM: observed_at, }", "TM: observed_at}")
    spoil(
        "sources/water.yaml",
        '    codes: {trend: {"4": falling, "5": rising}}\n    missing_in: {stage: ["-9999"]}\n    units: {stage: cm}\n',
        "    unpivot: {name: trend, value: stage, columns: {DOWN: falling, UP: rising}}\n",
    )
    department.deliver("ZX,2026-03-02T08:00:00,x,2", header="STCD,TM,DOWN,UP")
    assert department.send().rows == {STAGE: 1}
    book = department.book()
    book.write(SHEET, 3, "DOWN", "1")
    account = department.take(book).account
    assert (account.received, account.accepted, account.duplicate) == (2, 1, 1)
    assert department.status() == [("a.csv", 2, "mended")]


def test_a_code_of_a_typed_source_is_no_number_however_it_looks(department, spoil):
    spoil("sources/water.yaml", "{format: csv}", "{format: parquet}")
    path = department.folder / "a.parquet"
    codes = ["7E10", "NAN", "INF", "1E400"]
    pl.DataFrame({"STCD": codes, "TM": [AT] * 4, "Z": ["bad"] * 4, "WPTN": [4] * 4}).write_parquet(path)
    accept_files(department.home, department.standards(), STAGE, [path])
    department.send()
    book = department.book()
    assert [book.text(SHEET, row, "STCD") for row in range(3, 7)] == codes
    for row in range(3, 7):
        book.write(SHEET, row, "Z", "1")
    department.take(book)
    # The others are no codes of this department.
    assert [row["station"] for row in department.rows()] == ["NAN", "INF"]


def test_half_a_character_in_one_record_keeps_no_other_from_its_department(department, spoil):
    spoil("sources/water.yaml", "{format: csv}", "{format: json}")
    path = department.folder / "a.json"
    records = [
        f'{{"STCD":"{code}","TM":"2026-03-02T08:00:00","Z":"bad","WPTN":"4"}}' for code in ("Z\\ud800", "ZX")
    ]
    path.write_text(f"[{','.join(records)}]", encoding="utf-8")
    accept_files(department.home, department.standards(), STAGE, [path])
    assert department.send().rows == {STAGE: 2}
    done = export(department.home, department.standards(), department.folder / "r.csv")
    assert done.rows == {STAGE: 2}
    assert r"Z\ud800" in done.files[0].read_text("utf-8-sig")
