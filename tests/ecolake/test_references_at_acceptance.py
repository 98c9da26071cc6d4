"""A reference is judged at acceptance against what the other dataset holds, and against nothing it does not."""

from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest

from ecolake import lake
from ecolake.ingestion import accept_files
from ecolake.references import look_up
from ecolake.standards.catalogue import Link
from ecolake.standards.load import load
from ecolake.visibility import visible
from tests.ecolake.conftest import DATASET, ELEMENTS, SOURCE

STATION = (
    DATASET.replace('category: "1"', 'category: "2"')
    .replace("key: [station, observed_at]", "key: [station]")
    .replace("  observed_at: {element: moment, required: true}\n", "")
    .replace("  stage: {element: level}\n", "")
)
STATION = STATION[: STATION.index("rules:")]
READINGS = "STCD,TM,Z,WPTN\nABC,2026-01-01T00:00:00,1,4\nZX,2026-01-01T01:00:00,2,5\n"


@pytest.fixture
def refer(little, spoil, home, clock, tmp_path):
    """Accept readings that refer to stations, with the severity given; stations first, if any."""

    def run(reference, stations=None):
        (little / "datasets" / "water" / "station.yaml").write_text(STATION, encoding="utf-8")
        old = "station: {element: code, required: true}"
        spoil("datasets/water/stage.yaml", old, old.replace("true}", f"true, references: {reference}}}"))
        source = SOURCE + "  station:\n    read: {format: csv}\n    map: {STCD: station}\n"
        (little / "sources" / "water.yaml").write_text(source, encoding="utf-8")
        standards = load(little)
        for name, text in (("station", stations), ("stage", READINGS)):
            if text is not None:
                path = tmp_path / f"{name}.csv"
                path.write_text(text, encoding="utf-8")
                (account,) = accept_files(home, standards, f"water.{name}", [path], clock)
        return account, standards.datasets["water.stage"]

    return run


def test_a_row_whose_station_is_unknown_is_flagged(refer, home):
    account, dataset = refer("water.station.station", "STCD\nABC\n")
    assert (account.accepted, account.flagged, account.rejected) == (2, 1, 0)
    assert [(one.rule, one.rows) for one in account.rule_counts] == [("station.reference", 1)]
    rows = visible(home, lake.accepted(dataset.table), dataset, None).collect()
    assert dict(zip(rows["station"], rows["_flags"].to_list(), strict=True)) == {
        "ABC": [],
        "ZX": ["station.reference"],
    }


def test_a_reference_may_keep_the_row_out(refer):
    account, _ = refer("{to: water.station.station, severity: reject}", "STCD\nABC\n")
    assert (account.accepted, account.rejected) == (1, 1)


def test_what_has_not_arrived_yet_is_not_held_against_the_row(refer):
    account, _ = refer("{to: water.station.station, severity: reject}")
    assert (account.accepted, account.rejected, account.flagged) == (2, 0, 0)


@pytest.mark.parametrize(
    ("third", "accepted"), [("ABC,2026-01-01T02:00:00,1,AB", 3), ("ABC,2026-01-01T02:00:00,1,QQ", 2)]
)
def test_a_dataset_that_refers_to_itself_sees_the_rows_at_hand(
    little, spoil, home, clock, tmp_path, third, accepted
):
    spoil(
        "datasets/water/stage.yaml",
        "trend: {element: trend}",
        "trend: {element: code, references: {to: water.stage.station, severity: reject}}",
    )
    old = "trend <> 'rising' OR stage IS NOT NULL"
    spoil("datasets/water/stage.yaml", old, "stage < 5000")
    for name, text in (
        ("elements/water.yaml", ELEMENTS[: ELEMENTS.index("trend:")]),
        ("sources/water.yaml", SOURCE.replace('    codes: {trend: {"4": falling, "5": rising}}\n', "")),
    ):
        (little / name).write_text(text, encoding="utf-8")
    path = tmp_path / "stage.csv"
    path.write_text(
        f"STCD,TM,Z,WPTN\nAB,2026-01-01T00:00:00,1,\nABC,2026-01-01T01:00:00,2,AB\n{third}\n",
        encoding="utf-8",
    )
    (account,) = accept_files(home, load(little), "water.stage", [path], clock)
    assert (account.accepted, account.rejected) == (accepted, 3 - accepted)


def looked_up(rows, keys, kind):
    """What is found of the rows of an item `a` of that type, by keys that may be of another."""
    dataset = SimpleNamespace(id="x.here", links=(Link("a.reference", ("a",), "x.there", ("b",), "flag"),))
    frame = pl.LazyFrame({"a": rows}, schema={"a": kind})
    return look_up(frame, dataset, {"a.reference": keys}).collect()["_found_a.reference"].to_list()


def test_a_key_too_long_for_the_item_is_named_by_no_row():
    keys = pl.DataFrame({"key_0": [Decimal("123456.5"), Decimal("1.5")]}, schema={"key_0": pl.Decimal(10, 1)})
    assert looked_up([Decimal("1.5"), Decimal("2.5")], keys, pl.Decimal(3, 1)) == [True, False]


def test_keys_that_become_alike_make_no_row_twice():
    keys = pl.DataFrame({"key_0": [Decimal("1.501"), Decimal("1.502")]}, schema={"key_0": pl.Decimal(10, 3)})
    assert looked_up([Decimal("1.5")], keys, pl.Decimal(3, 1)) == [True]


def test_a_table_older_than_the_item_referred_to_holds_no_key(refer, spoil, home, little, clock, tmp_path):
    refer("water.station.station", "STCD\nABC\n")
    spoil(
        "datasets/water/station.yaml",
        "  trend: {element: trend}\n",
        "  trend: {element: trend}\n  basin: {element: code}\n",
    )
    spoil("datasets/water/stage.yaml", "references: water.station.station", "references: water.station.basin")
    path = tmp_path / "later.csv"
    path.write_text(READINGS.replace("2026-01-01", "2026-01-02"), encoding="utf-8")
    (account,) = accept_files(home, load(little), "water.stage", [path], clock)
    assert (account.accepted, account.flagged) == (2, 2)
