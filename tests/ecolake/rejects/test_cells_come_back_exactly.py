"""A value that nobody touched comes back as it was, whatever a spreadsheet may have done to its cell."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecolake.rejects.outgoing import _plain
from ecolake.rejects.returned import read_mended, read_returned
from ecolake.rejects.sent import CELL, Place, Sent, from_cells, in_cells, is_untouched, shown
from tests.ecolake.rejects.conftest import SHEET, STAGE

ODD = [
    "=1+1", "+86", "-5", "@SUM(A1)", "\tcmd", "0012", "1e5", "2026-03-02", "'quoted", " padded ", "_x0041_", "TRUE",
    "#DIV/0!", "12345678901234567890", "五\u3000六", "😀", "a\nb", '["x", {"y": 1}]', "\ufffe", "\x01",
]  # fmt: skip
values = st.dictionaries(st.text(max_size=8), st.none() | st.text(max_size=40), max_size=4)


@given(st.text(max_size=20), st.integers(0, 2**63 - 1), values)
def test_what_was_sent_is_read_back_from_its_cells(file, row, values):
    sent = Sent(STAGE, "1.0.0", (Place("0" * 16, file, row),), values)
    again = Sent.read(from_cells([*in_cells(sent.text)]))
    assert (again, again.seal) == (sent, sent.seal)
    assert not set(sent.text) & set("_ ")


@given(st.none() | st.text())
def test_the_cell_that_shows_a_value_is_untouched(value):
    assert is_untouched(shown(value), value)
    assert is_untouched(shown(value).replace("\n", "\r\n"), value)


def test_odd_texts_go_through_a_real_workbook_and_back(department):
    """Each in a row whose stage is mended: what the others hold comes back to the letter, also what no cell can show."""
    columns = [f"C{number}" for number in range(len(ODD))]
    lines = ",".join('"' + value.replace('"', '""') + '"' for value in ODD)
    department.deliver(f"ZX,2026-03-02T08:00:00,bad,,{lines}", header=",".join(("STCD,TM,Z,WPTN", *columns)))
    department.send()
    book = department.book()
    assert [book.text(SHEET, 3, column) for column in columns[:6]] == ODD[:6]
    book.write(SHEET, 3, "Z", "1")
    path = book.save(department.folder / "back.xlsx")
    dataset = department.standards().datasets[STAGE]
    (row,) = read_mended(path, dataset, department.folder).frame.to_dicts()
    assert [row[column] for column in columns] == ODD
    assert row["Z"] == "1"


@pytest.mark.parametrize("column", ["STCD", "WPTN"])
def test_a_mapped_cell_with_odd_text_is_untouched_and_comes_back(department, column):
    good = {"STCD": "bad code", "TM": "yesterday", "Z": "1", "WPTN": "4"}
    department.deliver(
        *(
            ",".join('"' + one.replace('"', '""') + '"' for one in (good | {column: value}).values())
            for value in ODD
        )
    )
    department.send()
    returned = read_returned(department.folder / "out.xlsx", department.folder)
    assert [line.changed for line in returned.lines] == [{}] * len(ODD)
    assert [line.sent.values[column] for line in returned.lines] == ODD


def test_a_text_too_long_for_a_cell_is_cut_there_and_whole_when_it_comes_back(department):
    long = "很长😀" * CELL
    department.deliver(f"ZX,2026-03-02T08:00:00,bad,{long}")
    department.send()
    book = department.book()
    assert len(book.text(SHEET, 3, "WPTN").encode("utf-16-le")) < 2 * 32_767
    book.write(SHEET, 3, "Z", "1")
    path = book.save(department.folder / "back.xlsx")
    (row,) = read_mended(path, department.standards().datasets[STAGE], department.folder).frame.to_dicts()
    assert row["WPTN"] == long


def test_numbers_of_typed_sources_are_their_digits():
    given = ["1e-7", "0.30000000000000004", "0.3", "12345678901234567890", "nan", "-0.5", "A1", None]
    assert [_plain(value) for value in given] == [
        "0.0000001", "0.3", "0.3", "12345678901234567890", None, "-0.5", "A1", None,
    ]  # fmt: skip
    assert json.dumps(_plain("1.5e+300")).count("0") == 299


@pytest.mark.parametrize(
    "text",
    [
        '["water.stage","1",[["b","f",1000000000000000000000000000000]],{}]',
        '["water.stage","1",[["b","f",Infinity]],{}]',
        '["water.stage","1",[["b","f",-1]],{}]',
        '["water.stage","1",[["b","f","1"]],{}]',
        '["water.stage","1",[["b","f",1]],{"Z":"\\ud800"}]',
        '["water.stage","1",[["b","f",1]],{"\\ud800":"Z"}]',
    ],
)
def test_what_no_table_takes_is_refused_before_it_lands(text):
    """Landed, it would stop every later run of its dataset."""
    with pytest.raises(ValueError, match=r"row|surrogates"):
        Sent.read(text)
