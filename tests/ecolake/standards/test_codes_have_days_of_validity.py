"""`valid_from` and `valid_to` of a code list: read as days, and judged where an item asks for it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from ecolake.proof.prove import prove
from ecolake.standards.code_validity import FIRST, LAST, Validity, read_span
from ecolake.standards.compile import compile_dataset
from ecolake.standards.load import inspect, load

SPANS = Validity(
    {
        "350403": ((FIRST, date(2021, 12, 31)),),
        "350404": ((date(2021, 1, 1), LAST),),
        "come_back": ((date(2000, 1, 1), date(2001, 12, 31)), (date(2010, 1, 1), LAST)),
    }
)


@pytest.mark.parametrize(
    ("code", "day", "holds"),
    [
        ("350403", date(2019, 5, 1), True),
        ("350403", date(2021, 6, 1), True),
        ("350403", date(2022, 1, 1), False),
        ("350404", date(2020, 12, 31), False),
        ("350404", date(2021, 1, 1), True),
        ("come_back", date(2001, 12, 31), True),
        ("come_back", date(2005, 1, 1), False),
        ("come_back", date(2026, 1, 1), True),
        ("unknown", date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
        ("350404", None, None),
    ],
)
def test_a_code_holds_on_the_days_it_was_in_force(code, day, holds):
    frame = pl.DataFrame({"code": [code], "day": [day]}, schema={"code": pl.String, "day": pl.Date})
    assert frame.select(SPANS.holds(pl.col("code"), pl.col("day"))).item() is holds


@pytest.mark.parametrize(
    ("since", "until", "span"),
    [
        ("", "", (FIRST, LAST)),
        ("2021", "2021", (date(2021, 1, 1), date(2021, 12, 31))),
        ("2021-02-03", "", (date(2021, 2, 3), LAST)),
    ],
)
def test_a_year_stands_for_its_first_or_its_last_day(since, until, span):
    assert read_span(since, until) == span


def test_a_span_that_cannot_be_read_is_found_with_its_line(little):
    header = little / "codelists" / "trend.yaml"
    header.write_text(
        header.read_text(encoding="utf-8").replace(
            "meaning: Meaning", "meaning: M, valid_from: F, valid_to: T"
        ),
        encoding="utf-8",
    )
    table = "code,meaning,valid_from,valid_to\nrising,涨,2021,2020\nfalling,落,soon,\n"
    (little / "codelists" / "trend.csv").write_text(table, encoding="utf-8")
    found = [(f.code, f.line) for f in inspect(little)[1] if f.file.endswith(".csv")]
    assert found == [("bad_span", 2), ("bad_span", 3)]


def test_the_day_of_an_instant_is_that_of_the_sources_own_calendar(little, spoil):
    spoil("codelists/trend.yaml", "meaning: Meaning", "meaning: M, valid_from: F, valid_to: T")
    table = "code,meaning,valid_from,valid_to\nrising,涨,2022,\nfalling,落,,2021\n"
    (little / "codelists" / "trend.csv").write_text(table, encoding="utf-8")
    root = spoil("datasets/water/stage.yaml", "{element: trend}", "{element: trend, valid_on: observed_at}")
    standard = compile_dataset(load(root).datasets["water.stage"])
    (check,) = [check for check in standard.checks if check.kind == "valid_on"]
    # Half past midnight of 2022 in China; in UTC it is 2021 still.
    rows = pl.DataFrame(
        {"trend": ["rising", "falling"], "observed_at": datetime(2021, 12, 31, 16, 30, tzinfo=UTC)}
    )
    assert rows.select(check.failure().alias("fails"))["fails"].to_list() == [False, True]
    assert prove(standard).failures == ()


def test_an_item_may_ask_only_what_its_codes_can_answer(spoil):
    root = spoil("datasets/water/stage.yaml", "{element: trend}", "{element: trend, valid_on: observed_at}")
    assert [(f.code, f.line) for f in inspect(root)[1]] == [("no_validity", 17)]
