"""What a department changed goes through the ordinary mapping, is accounted for, and is linked to the row that it mends."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from ecolake import accounts, lake
from ecolake.errors import UnreadableError
from ecolake.ingestion import accept_files
from ecolake.landing import manifests
from ecolake.rejects.take_back import take_back
from tests.ecolake.rejects.conftest import SHEET, STAGE
from tests.support.mended_workbook import Date, tag

GOOD, EARLY = "ABC,2026-03-02T08:00:00,100,4", "ZX,2026-03-02T08:00:00,bad,"
LATE = "ZX,2026-03-02T09:00:00,worse,9"


@pytest.fixture
def sent(department):
    """One good row and two wrong ones, sent back."""
    department.deliver(GOOD, EARLY, LATE)
    department.send()
    return department.book()


def test_changed_rows_are_judged_and_the_others_left_alone_and_counted(department, sent):
    sent.write(SHEET, 3, "Z", "0250")
    done = department.take(sent)
    assert (done.changed, done.untouched, done.deleted) == (1, 1, 0)
    assert (done.account.received, done.account.accepted) == (1, 1)
    assert department.rows()[-1]["stage"] == Decimal("2.500")
    assert department.status() == [("a.csv", 3, "mended"), ("a.csv", 4, "open")]


def test_the_workbook_lands_as_it_came_and_its_manifest_says_what_it_is(department, sent):
    sent.write(SHEET, 3, "Z", "1")
    department.take(sent)
    *_, manifest = manifests(department.home, "water", "stage")
    (file,) = manifest.files
    landed = department.home.landing / "water/stage" / manifest.batch / file.name
    assert manifest.is_workbook
    assert file.origin.startswith("workbook:file:///")
    assert landed.read_bytes() == (department.folder / "back.xlsx").read_bytes()


def test_an_untouched_workbook_brings_nothing(department, sent):
    done = department.take(sent)
    assert (done.changed, done.untouched, done.account) == (0, 2, None)
    assert len(manifests(department.home, "water", "stage")) == 1


def test_rows_that_a_person_deleted_stay_open(department, sent):
    sent.delete(SHEET, 4)
    sent.write(SHEET, 3, "Z", "1")
    done = department.take(sent)
    assert (done.changed, done.untouched, done.deleted) == (1, 0, 1)
    assert department.status() == [("a.csv", 3, "mended"), ("a.csv", 4, "open")]


def test_the_same_workbook_twice_is_one_batch(department, sent):
    sent.write(SHEET, 3, "Z", "1")
    first, again = department.take(sent), department.take(sent)
    assert (first.known, again.known) == (False, True)
    assert first.account == again.account
    assert len(department.rows()) == 2


def test_a_row_mended_twice_is_corrected_by_the_later_workbook(department, sent):
    for value in ("1", "2"):
        sent.write(SHEET, 3, "Z", value)
        department.take(sent)
    assert [row["stage"] for row in department.rows() if row["station"] == "ZX"] == [
        Decimal("0.01"),
        Decimal("0.02"),
    ]
    links = lake.scan(department.home, lake.mended("water/stage")).collect()
    assert links.select("old_row", "_row").rows() == [(3, 3), (3, 3)]
    assert department.status()[0] == ("a.csv", 3, "mended")


def test_a_row_that_is_rejected_again_stands_for_the_first(department, sent):
    sent.write(SHEET, 3, "Z", "nonsense")
    assert department.take(sent).account.rejected == 1
    assert department.status() == [("a.csv", 3, "again"), ("a.csv", 4, "open"), ("back.xlsx", 3, "open")]
    assert department.send("next.xlsx").rows == {STAGE: 2}
    assert department.send("all.xlsx", everything=True).rows == {STAGE: 3}


def test_all_deliveries_of_one_fault_are_mended_at_once(department):
    department.deliver(EARLY, name="1.csv")
    department.deliver(EARLY, GOOD, name="2.csv")
    department.send()
    book = department.book()
    book.write(SHEET, 3, "Z", "1")
    department.take(book)
    assert department.status() == [("1.csv", 2, "mended"), ("2.csv", 2, "mended")]


def test_codes_are_the_sources_own(department, sent):
    sent.write(SHEET, 4, "Z", "1")
    sent.write(SHEET, 4, "WPTN", "5")
    department.take(sent)
    assert department.rows()[-1]["trend"] == "rising"


@pytest.mark.parametrize(
    ("value", "observed"),
    [
        ("2026/03/02 10:30", datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        ("2026-03-02 10:30:00", datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        (Date(46083.4375), datetime(2026, 3, 2, 2, 30, tzinfo=UTC)),
        (Date(46083), datetime(2026, 3, 1, 16, 0, tzinfo=UTC)),
    ],
)
def test_times_may_be_typed_as_the_source_writes_them_or_as_a_spreadsheet_does(
    department, spoil, value, observed
):
    spoil("sources/water.yaml", "    units:", '    formats: {observed_at: "%Y/%m/%d %H:%M"}\n    units:')
    department.deliver("ZX,yesterday,1,4")
    department.send()
    book = department.book()
    book.write(SHEET, 3, "TM", value)
    assert department.take(book).account.accepted == 1
    assert department.rows()[-1]["observed_at"] == observed


def test_numbers_of_a_spreadsheet_are_written_plainly(department, sent):
    sent.write(SHEET, 3, "Z", 123456.7)
    sent.write(SHEET, 4, "Z", 20)
    sent.write(SHEET, 4, "WPTN", 4)
    department.take(sent)
    assert [row["stage"] for row in department.rows()[1:]] == [Decimal("1234.567"), Decimal("0.2")]


def test_a_record_that_was_no_row_can_be_filled_in(department):
    department.deliver(GOOD, "ZX,2026-03-02T08:00:00,1,4,one,two,many")
    department.send()
    book = department.book()
    assert "many" in book.text(SHEET, 3, "收到的原文 (as received)")
    for column, value in {"STCD": "ZX", "TM": "2026-03-02T08:00:00", "Z": "1", "WPTN": "4"}.items():
        book.write(SHEET, 3, column, value)
    assert department.take(book).account.accepted == 1
    assert department.status() == [("a.csv", 3, "mended")]


def test_a_killed_acceptance_leaves_no_link_and_the_next_run_one(department, sent, monkeypatch):
    sent.write(SHEET, 3, "Z", "1")

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(accounts, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            department.take(sent)
    assert department.status()[0] == ("a.csv", 3, "open")
    department.take(sent)
    assert department.status()[0] == ("a.csv", 3, "mended")
    assert lake.scan(department.home, lake.mended("water/stage")).select(pl.len()).collect().item() == 1


def refused(department, book):
    with pytest.raises(UnreadableError) as error:
        department.take(book)
    assert len(manifests(department.home, "water", "stage")) == 1
    assert error.value.hint_zh
    return error.value.code


def test_a_tampered_identity_is_refused(department, sent):
    sent.write(SHEET, 3, "行 row", 4)
    assert refused(department, sent) == "tampered_identity"


@pytest.mark.parametrize("column", [0, 1])
def test_a_changed_hidden_part_is_refused(department, sent, column):
    line = list(sent.rows("_ecolake")[2])[column]
    text = next(line.iter(tag("t")))
    text.text = text.text.replace("a", "b")
    assert refused(department, sent) == "tampered_identity"


def test_two_lines_with_each_others_marks_are_refused(department, sent):
    marks = [sent.rows(SHEET)[row][0] for row in (3, 4)]
    words = [next(mark.iter(tag("t"))) for mark in marks]
    words[0].text, words[1].text = words[1].text, words[0].text
    assert refused(department, sent) == "tampered_identity"


def test_copied_and_added_lines_are_refused(department, sent):
    sent.copy(SHEET, 4, 5)
    assert refused(department, sent) == "repeated_line"
    sent.rows(SHEET)[5].remove(sent.rows(SHEET)[5][0])
    assert refused(department, sent) == "added_line"


def test_another_workbook_and_rows_of_another_installation_are_refused(department, sent, tmp_path):
    (tmp_path / "other.xlsx").write_bytes((tmp_path / "out.xlsx").read_bytes())
    shelf = department.home.landing / "water/stage"
    (batch,) = [one for one in shelf.iterdir() if one.is_dir()]
    batch.rename(tmp_path / batch.name)
    with pytest.raises(UnreadableError) as error:
        take_back(department.home, department.standards(), tmp_path / "other.xlsx")
    assert error.value.code == "unknown_rows"
    sent.sheets.pop("_ecolake")
    sent.parts["xl/workbook.xml"] = sent.parts["xl/workbook.xml"].replace(b"_ecolake", b"_else")
    with pytest.raises(UnreadableError) as error:
        department.take(sent)
    assert error.value.code == "no_mending_workbook"


def test_bytes_that_came_as_a_delivery_first_are_told_apart(department, sent, tmp_path):
    sent.write(SHEET, 3, "Z", "1")
    path = sent.save(tmp_path / "back.xlsx")
    accept_files(department.home, department.standards(), STAGE, [path])
    with pytest.raises(UnreadableError) as error:
        take_back(department.home, department.standards(), path)
    assert error.value.code == "landed_as_delivery"
