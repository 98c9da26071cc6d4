"""Six ways in which a source may change how it speaks, and the four things that a policy may say of each."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.accounts import REFUSED, UNREADABLE, Account
from ecolake.drift import holds

ROWS = 200
Z = pl.col("Z").cast(pl.Float64)
CHANGES = {
    "new": lambda frame: frame.with_columns(WIND=pl.lit("3")),
    "gone": lambda frame: frame.drop("WPTN"),
    "renamed": lambda frame: frame.rename({"WPTN": "WPTNS"}),
    "retyped": lambda frame: frame.with_columns(Z=pl.col("Z") + " cm"),
    "unit": lambda frame: frame.with_columns(Z=(Z / 100).round(3).cast(pl.String)),
    "codes": lambda frame: frame.with_columns(
        WPTN=pl.when(pl.int_range(pl.len()) % 10 == 0).then(pl.lit("6")).otherwise("WPTN")
    ),
}
# What the rest of the standard says of a row that is let in: text is no level, and 6 no code.
REJECTED_ALL_THE_SAME = {"retyped": ROWS, "codes": ROWS // 10}


@pytest.fixture
def change(river, standards_with, bring):
    def run(kind, policy):
        frame = CHANGES[kind](river(10, first=40))
        return bring(frame, standards_with(f"{kind}: {policy}"))

    return run


@pytest.mark.parametrize("kind", CHANGES)
def test_accepted_is_taken_without_a_word(kind, change):
    account = change(kind, "accept")
    assert (account.received, account.rejected) == (ROWS, REJECTED_ALL_THE_SAME.get(kind, 0))
    assert account.notes == ()


@pytest.mark.parametrize("kind", CHANGES)
def test_flagged_is_taken_and_noted_in_both_languages(kind, change):
    account = change(kind, "flag")
    assert (account.received, account.rejected) == (ROWS, REJECTED_ALL_THE_SAME.get(kind, 0))
    (note,) = account.notes
    english, _, chinese = note.partition(" / ")
    assert english.isascii()
    assert not chinese.isascii()
    assert {"new": "WIND", "gone": "WPTN", "renamed": "WPTNS", "codes": "trend"}.get(kind, "stage") in note


@pytest.mark.parametrize("kind", CHANGES)
def test_held_waits_without_an_account(kind, change, home):
    hold = change(kind, "hold")
    assert (hold.event, hold.rows, [finding.kind for finding in hold.findings]) == ("held", ROWS, [kind])
    assert holds.waiting(home, "water", "stage") == [hold]
    assert lake.scan(home, lake.accepted("water/stage")).select(pl.len()).collect().item() == 800


@pytest.mark.parametrize("kind", CHANGES)
def test_rejected_is_refused_whole_and_accounted_for(kind, change, rejected):
    account = change(kind, "reject")
    assert isinstance(account, Account)
    whole_file = kind in {"new", "gone", "renamed"}
    assert account.status == (UNREADABLE if whole_file else REFUSED)
    assert (account.received, account.accepted) == (1 if whole_file else ROWS, 0)
    assert account.rejected == account.received
    rows = rejected("water.stage")
    rule = {"new": "file.new_column", "gone": "file.missing_column", "renamed": "file.missing_column"}
    assert {tuple(row["rules"]) for row in rows} == {(rule.get(kind, f"drift.{kind}"),)}
    assert all(row["reason_zh"] and row["reason_en"] for row in rows)


def test_column_taken_by_its_new_name_keeps_its_values(change, home):
    change("renamed", "flag")
    assert codes(home).null_count() == 0


def test_column_is_known_again_by_its_place_when_its_name_is_nothing_like(river, standards_with, bring, home):
    frame = river(10, first=40).rename({"WPTN": "水势"})
    account = bring(frame, standards_with("renamed: flag"))
    assert "seems to be called '水势' now" in account.notes[0]
    assert codes(home).null_count() == 0


def test_without_a_policy_of_its_own_only_a_jump_of_the_unit_waits(river, standards_with, bring):
    standards = standards_with()
    assert bring(CHANGES["unit"](river(10, first=40)), standards, "unit.csv").event == "held"
    for kind in ("new", "retyped", "codes"):
        assert len(bring(CHANGES[kind](river(10, first=50)), standards, f"{kind}.csv").notes) == 1
    for kind in ("gone", "renamed"):
        assert bring(CHANGES[kind](river(10, first=60)), standards, f"{kind}.csv").status == UNREADABLE


def test_grown_list_is_told_once_and_names_nothing_that_may_be_a_person(river, standards_with, bring):
    standards = standards_with()
    frame = CHANGES["codes"](river(10, first=40)).with_columns(
        WPTN=pl.when(pl.int_range(pl.len()) % 10 == 1).then(pl.lit("张三")).otherwise("WPTN")
    )
    (note,) = bring(frame, standards).notes
    assert "its list has not: 6 (+1)" in note
    assert "张三" not in note
    again = CHANGES["codes"](river(10, first=50))
    assert bring(again, standards, "again.csv").notes == ()


def codes(home):
    rows = lake.scan(home, lake.accepted("water/stage")).filter(pl.col("_file") == "now.csv")
    return rows.select("trend").collect().to_series()
