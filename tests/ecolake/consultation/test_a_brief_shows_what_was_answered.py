"""A brief as page and as text: every value and query stands there, nothing in a value becomes markup, the same brief is the same bytes."""

import re
from dataclasses import replace
from datetime import date

import pytest

from ecolake.consultation.answers import chosen
from ecolake.consultation.as_html import page
from ecolake.consultation.as_markdown import text
from ecolake.consultation.pictures import picture
from ecolake.consultation.plan import OF_AREA, OF_PROBLEM, prefix_of, read_plan
from ecolake.consultation.writing import write
from ecolake.errors import UsageError
from ecolake.home import Home
from tests.conftest import PROJECT

DAY = date(2026, 3, 2)
HERE = Home(PROJECT / "var", PROJECT / "raw", PROJECT)


def drawn(made, name):
    ((_, answers),) = made.sections
    return picture(next(one for one in answers if one.figure.figure == name), made.day, "en")


def test_a_value_is_never_markup(made):
    shown = page(made, "zh")
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    written = text(made, "zh", {})
    assert "<script" not in written
    assert "\\| \\`x\\` \\[a\\](b)" in written


def test_every_figure_leads_to_the_query_that_was_run(made):
    for shown in (page(made, "en"), text(made, "en", {})):
        assert len(re.findall(r'id="sql-\d+"', shown)) == 5
        assert all(f'id="sql-{nth}"' in shown and f"#sql-{nth}" in shown for nth in range(1, 6))
    assert "select date '2026-03-02', '350500', '3505'" in page(made, "en")
    assert "select date '2026-03-02', '350500', '3505'" in text(made, "en", {})


def test_a_page_gives_each_name_once_also_where_a_figure_is_called_as_its_section(made):
    ((section, answers),) = made.sections
    named = section.model_copy(update={"section": answers[0].figure.figure})
    ids = re.findall(r' id="([^"]+)"', page(replace(made, sections=((named, answers),)), "en"))
    assert len(set(ids)) == len(ids) > 10


def test_a_change_is_good_or_bad_by_what_is_measured_and_nothing_is_compared_with_what_is_not_known(made):
    shown = page(made, "en")
    assert re.search(r'class="better"[^>]*>\+10\.5<', shown)
    assert re.search(r'class="worse"[^>]*>\+4<', shown)
    assert len(re.findall(r'class="(?:better|worse)"', shown)) == 2


def test_a_figure_without_rows_says_so_in_its_language(made):
    assert "nothing at all" in page(made, "en")
    assert "没有任何事" not in page(made, "en")
    assert "没有任何事" in text(made, "zh", {})


def test_a_line_breaks_where_a_day_has_no_value(made):
    svg = drawn(made, "lines")
    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 4


def test_a_calendar_has_a_cell_for_each_day_in_the_colour_of_its_level(made):
    svg = drawn(made, "calendar")
    assert svg.count("<rect") == 31
    assert svg.count("#FF0000") == 1


def test_a_share_is_drawn_in_a_hundred(made):
    assert 'width="135.0"' in drawn(made, "bars")


def test_the_same_brief_is_the_same_bytes_and_its_text_names_pictures_that_are_there(made, tmp_path):
    written = write(made, tmp_path / "one", ("air",))
    again = write(made, tmp_path / "two", ("air",))
    assert [path.name for path in written] == [
        f"brief-350500-2026-03-02-air.{end}" for end in ("zh.html", "zh.md", "en.html", "en.md")
    ]
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in again]
    named = re.findall(r"!\[.*\]\((.+?\.svg)\)", written[1].read_text(encoding="utf-8"))
    assert len(named) == 3
    assert all((tmp_path / "one" / one).read_text(encoding="utf-8").startswith("<svg") for one in named)


@pytest.mark.parametrize("file", [OF_AREA, OF_PROBLEM])
def test_a_plan_names_each_figure_once_and_leaves_no_place_open(file):
    figures = [one for section in read_plan(HERE, file) for one in section.figures]
    assert len({one.figure for one in figures}) == len(figures) > 8
    assert not [one.figure for one in figures if re.search(r"\{\w+\}", one.asked(DAY, "350500", "WT1"))]


def test_a_number_of_a_problem_cannot_leave_its_quotes():
    portrait = read_plan(HERE, OF_PROBLEM)[0].figures[0]
    assert "= 'x'' or true --'" in portrait.asked(DAY, "350500", "x' or true --")


def test_a_brief_is_narrowed_to_sections_that_there_are():
    plan = read_plan(HERE)
    assert [one.section for one in chosen(plan, ("owed", "air"))] == ["air", "owed"]
    with pytest.raises(UsageError, match="no section 'watter'"):
        chosen(plan, ("watter",))


def test_a_brief_of_a_problem_is_called_after_it(made, tmp_path):
    about = replace(made, problem="WT1")
    assert "<h1>泉州市问题 WT1 会商简报</h1>" in page(about, "zh")
    assert write(about, tmp_path)[0].name == "brief-WT1-2026-03-02.zh.html"


def test_a_province_has_the_divisions_of_two_digits_and_a_city_those_of_four():
    assert [prefix_of(one) for one in ("350000", "350500")] == ["35", "3505"]
