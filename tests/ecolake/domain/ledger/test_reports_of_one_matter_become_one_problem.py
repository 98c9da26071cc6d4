"""Reports of one matter are one problem, whatever way they came and in whatever order they stand."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from ecolake.domain.ledger.pairs import REPORTS, Limits, pairs
from ecolake.domain.ledger.problems import problems

LIMITS = Limits(
    enterprise_days=8, place_metres=50, place_days=4, words_days=1, words_likeness=0.85, at_most_days=30
)
FIRST = date(2026, 3, 1)


def report(name, day, kinds=("water",), **said):
    found = datetime(2026, 3, 1, 4, tzinfo=UTC) + timedelta(days=day)
    row = dict.fromkeys(REPORTS.names()) | {
        "report": name,
        "found_at": found,
        "found_on": found.date(),
        "kinds": list(kinds),
        "division_code": "350582",
        "refers": [],
    }
    return row | said


def ledger(*rows):
    return problems(pl.DataFrame(rows, schema=REPORTS, orient="row"), LIMITS)


def groups(found):
    told = found.group_by("problem_id").agg(pl.col("report").sort())
    return sorted(tuple(one) for one in told["report"].to_list())


FIVE_WAYS = (
    report("letter", 0, words="东石镇水沟水色异常，有异味"),
    report("hotline", 0, words="东石镇水沟水色异常有异味。", longitude=118.5, latitude=24.7),
    report("site visit", 3, ("water", "air"), longitude=118.5003, latitude=24.7, enterprise_code="A"),
    report("case", 8, ("air", "water"), enterprise_code="A"),
    report("decision", 29, ("water",), refers=["case"]),
)


def test_the_same_matter_reported_five_ways_is_one_problem():
    found = ledger(*FIVE_WAYS)
    assert groups(found) == [("case", "decision", "hotline", "letter", "site visit")]
    told = dict(found.select("report", "joined_by").iter_rows())
    assert told["case"] == "same_enterprise"
    assert told["decision"] == "refers_to"
    assert sorted(told.values()) == ["first", "refers_to", "same_enterprise", "same_place", "same_words"]


def test_the_order_of_the_reports_does_not_matter():
    found = ledger(*FIVE_WAYS)
    assert ledger(*reversed(FIVE_WAYS)).equals(found)
    assert ledger(*(FIVE_WAYS[place] for place in (3, 0, 4, 2, 1))).equals(found)


@pytest.mark.parametrize(
    "other",
    [
        report("b", 1, ("noise",), enterprise_code="A"),
        report("b", 9, enterprise_code="A"),
        report("b", 1, enterprise_code="B"),
    ],
    ids=["another kind", "too late", "another enterprise"],
)
def test_another_matter_at_an_enterprise_is_a_problem_of_its_own(other):
    assert groups(ledger(report("a", 0, enterprise_code="A"), other)) == [("a",), ("b",)]


@pytest.mark.parametrize(("east", "joined"), [(0.00048, True), (0.00051, False)], ids=["48 m", "52 m"])
def test_a_place_is_the_same_within_its_metres(east, joined):
    # At 24.7 degrees a degree of longitude is 101.1 km.
    found = ledger(
        report("a", 0, longitude=118.5, latitude=24.7), report("b", 4, longitude=118.5 + east, latitude=24.7)
    )
    assert (len(groups(found)) == 1) is joined


def test_the_middle_of_a_grid_unit_is_no_place():
    here = {"longitude": 118.5, "latitude": 24.7, "grid_code": "350582001200"}
    assert len(groups(ledger(report("a", 0, **here), report("b", 0, **here)))) == 2


def test_the_same_words_from_two_grid_units_are_two_matters():
    said = [
        report(code, 0, words="夜间有刺鼻气味", grid_code=code) for code in ("350582001200", "350582001201")
    ]
    assert len(groups(ledger(*said))) == 2


def test_one_sentence_about_two_towns_is_about_two_matters():
    found = ledger(report("a", 0, words="东石镇设备噪声扰民"), report("b", 0, words="永和镇设备噪声扰民"))
    assert len(groups(found)) == 2


def test_two_enterprises_are_never_one_problem_though_words_join_them():
    found = ledger(
        report("a", 0, enterprise_code="A", words="同一句话同一件事"),
        report("between", 0, words="同一句话同一件事"),
        report("b", 0, enterprise_code="B", words="同一句话同一件事"),
    )
    assert groups(found) in ([("a", "between"), ("b",)], [("a",), ("b", "between")])


def test_a_matter_that_goes_on_for_too_long_has_come_back():
    weekly = [report(f"{week}", 7 * week, enterprise_code="A") for week in range(6)]
    assert [len(group) for group in groups(ledger(*weekly))] == [5, 1]


def test_a_problem_keeps_its_number_when_reports_join_it_and_every_number_finds_it():
    alone = ledger(FIVE_WAYS[1])
    grown = ledger(*FIVE_WAYS)
    assert alone["problem_id"][0] == grown["problem_id"][0]
    apart = ledger(FIVE_WAYS[3])
    assert apart["problem_id"][0] in grown["own_id"].to_list()


def test_a_report_that_names_one_that_is_not_there_stands_alone():
    assert groups(ledger(report("a", 0, refers=["lost"]))) == [("a",)]


def test_every_pair_stands_once_with_its_strongest_rule():
    found = pairs(
        pl.DataFrame(
            [
                report("a", 0, enterprise_code="A", words="同一句话同一件事"),
                report("b", 0, enterprise_code="A", words="同一句话同一件事"),
            ],
            schema=REPORTS,
            orient="row",
        ),
        LIMITS,
    )
    assert found.select("rule", "days").rows() == [("same_enterprise", 0)]
