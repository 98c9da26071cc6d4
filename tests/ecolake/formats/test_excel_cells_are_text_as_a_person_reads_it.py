import io
from datetime import datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def book(*sheets, hidden=()):
    """A workbook of sheets, each a name and a function that fills it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, fill in sheets:
            sheet = workbook.add_worksheet(name)
            fill(workbook, sheet)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


def column(*cells, form=None):
    """A workbook of one column; a form is the number format of all cells."""

    def fill(workbook, sheet):
        sheet.write(0, 0, "甲")
        sheet.write(0, 1, "#")
        look = workbook.add_format({"num_format": form}) if form else None
        for row, cell in enumerate(cells, start=1):
            sheet.write(row, 1, "x")
            if isinstance(cell, str):
                sheet.write_string(row, 0, cell)
            elif isinstance(cell, (datetime, time, timedelta)):
                sheet.write_datetime(row, 0, cell, look)
            else:
                sheet.write(row, 0, cell, look)

    return book(("表", fill))


@pytest.fixture
def cells(read):
    def run(*values, form=None):
        return read(column(*values, form=form), format="excel").frame["甲"].to_list()

    return run


def test_numbers_have_no_fraction_unless_they_have_one(cells):
    values = [1, 1.0, -7.0, 0.1, 100.5, 1234567.891, 1e15, 0]
    assert cells(*values) == ["1", "1", "-7", "0.1", "100.5", "1234567.891", "1000000000000000", "0"]


def test_numbers_keep_fifteen_digits_however_small(cells):
    values = [1 / 3, 0.1 + 0.2, 1e-10, 1.23456789e-9, 119.123456789012]
    assert cells(*values) == [
        "0.333333333333333",
        "0.3",
        "0.0000000001",
        "0.00000000123456789",
        "119.123456789012",
    ]


def test_text_stays_as_it_is_written_however_like_a_number(cells):
    values = ["0.10", "007", "1e5", " 1 ", "46000", "0.3333333330", "true", "350102199001011234", "a\nb"]
    assert cells(*values) == values


def test_booleans_and_errors_are_words(read):
    def fill(_, sheet):
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_row(1, 0, [True, False])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    assert read(book(("表", fill)), format="excel").frame.row(0)[1:4] == ("true", "false", "#DIV/0!")


def test_formulas_give_their_last_result(read):
    def fill(_, sheet):
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, '="a"&"b"', None, "ab")
        sheet.write_formula(1, 2, "=1/3", None, 1 / 3)

    assert read(book(("表", fill)), format="excel").frame.row(0)[1:4] == ("2", "ab", "0.333333333333333")


@pytest.mark.parametrize("form", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d/yy", "yyyy-mm-dd hh:mm:ss"])
def test_days_and_moments_are_iso_whatever_their_look(cells, form):
    given = [datetime(2026, 3, 2), datetime(2026, 3, 2, 8, 0, 1), datetime(2026, 3, 2, 23, 59, 59)]  # noqa: DTZ001
    assert cells(*given, form=form) == ["2026-03-02", "2026-03-02 08:00:01", "2026-03-02 23:59:59"]


def test_a_time_of_day_is_a_time_and_noise_of_arithmetic_is_none(cells):
    assert cells(time(8, 30), form="hh:mm") == ["08:30:00"]
    values = [46083.0000001, 46083.33333333, 46083.99999999]
    form = "yyyy-mm-dd hh:mm:ss"
    assert cells(*values, form=form)[1:] == ["2026-03-02 08:00:00", "2026-03-03"]


def test_text_that_looks_like_a_moment_stays(cells):
    values = ["2026-03-02 00:00:00", "2026/3/2", datetime(2026, 3, 2)]  # noqa: DTZ001
    assert cells(*values, form="yyyy-mm-dd") == ["2026-03-02 00:00:00", "2026/3/2", "2026-03-02"]


def test_empty_and_blank_cells_are_null(cells):
    assert cells("x", "", "  ", None, "y") == ["x", None, None, None, "y"]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.decimals(-(10**9), 10**9, places=5), min_size=1, max_size=40))
def test_every_decimal_of_fifteen_digits_comes_back(cells, numbers):
    read = cells(*(float(number) for number in numbers))
    assert [float(text) for text in read] == [float(number) for number in numbers]
    assert all("e" not in text and not (("." in text) and text.endswith("0")) for text in read)
