"""A task that was handed over stays, whatever kills its writer, and is followed as it stood on a day, with its problem of the ledger."""

from datetime import date

import duckdb
import pytest

from ecolake.consultation.answers import Area, Brief
from ecolake.consultation.as_html import page
from ecolake.consultation.following import follow
from ecolake.consultation.tasks import close, hand_over, read_tasks
from ecolake.consultation.words import task_row
from ecolake.errors import UnreadableError, UsageError

DUE = date(2026, 3, 10)


def day(of):
    return date(2026, 3, of)


@pytest.fixture
def ledger():
    """A ledger of two problems; the number WT2 was joined to WT1."""
    connection = duckdb.connect()
    connection.execute(
        """
        create table problem_report as
        select * from (values ('WT1', 'WT1'), ('WT1', 'WT2'), ('WT3', 'WT3')) as said(problem_id, own_id);
        create table problem as
        select * from (values ('WT1', date '2026-03-05', null, null), ('WT3', null, '群众不满意', 'the public is dissatisfied'))
            as said(problem_id, closed_on, reason_zh, reason_en)
        """
    )
    return connection


def test_tasks_are_numbered_in_the_order_in_which_they_were_handed_over(home):
    first = hand_over(home, day(2), "350500", "核查", "泉州市生态环境局", DUE, None)
    second = hand_over(home, day(3), "350500", "整改", "晋江市水利局", DUE, "WT1")
    assert [first.task, second.task] == ["HS20260302-001", "HS20260303-002"]
    assert read_tasks(home) == (first, second)


def test_what_a_killed_writer_left_is_no_task_and_is_gone_with_the_next(home):
    first = hand_over(home, day(2), "350500", "核查", "局", DUE, None)
    path = home.root / "consultation" / "tasks.ndjson"
    path.write_bytes(path.read_bytes() + b'{"event": "handed_over", "task": "HS2026')
    assert read_tasks(home) == (first,)
    second = hand_over(home, day(2), "350500", "整改", "局", DUE, None)
    assert read_tasks(home) == (first, second)


def test_a_line_that_was_changed_is_told_with_its_place(home):
    hand_over(home, day(2), "350500", "核查", "局", DUE, None)
    path = home.root / "consultation" / "tasks.ndjson"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-03-10", "soon"), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_tasks(home)
    assert caught.value.where.endswith("tasks.ndjson:1")


def test_what_cannot_be_is_refused_and_nothing_is_written(home):
    made = hand_over(home, day(2), "350500", "核查", "局", DUE, None)
    close(home, made.task, day(4), "完成")
    before = read_tasks(home)
    for refused, code in (
        (lambda: hand_over(home, day(11), "350500", "核查", "局", DUE, None), "due_before"),
        (lambda: hand_over(home, day(2), "350500", "  ", "局", DUE, None), "bad_words"),
        (lambda: close(home, "HS20260302-009", day(4), "完成"), "unknown_task"),
        (lambda: close(home, made.task, day(5), "完成"), "closed_already"),
    ):
        with pytest.raises(UsageError) as caught:
            refused()
        assert caught.value.code == code
    assert read_tasks(home) == before


def test_a_brief_of_a_day_knows_what_was_decided_by_then(home, ledger):
    made = hand_over(home, day(2), "350500", "核查", "局", DUE, "WT2")
    late = hand_over(home, day(3), "350100", "整改", "局", day(4), "WT3")
    close(home, made.task, day(6), "已立案")

    def stands(area, on):
        return [(one.task.task, one.state) for one in follow(ledger, read_tasks(home), area, day(on))]

    assert stands("350500", 1) == []
    assert stands("350500", 5) == [(made.task, "open")]
    assert stands("350500", 6) == [(made.task, "closed")]
    assert stands("350000", 5) == [(late.task, "overdue"), (made.task, "open")]


def test_a_task_shows_how_its_problem_stands_also_by_a_number_that_was_given_up(home, ledger):
    for problem in ("WT2", "WT3", "WT9", None):
        hand_over(home, day(2), "350500", "核查 <b>", "局", DUE, problem)

    def of(on):
        return {
            one.task.problem: task_row(one, "en")[-1]
            for one in follow(ledger, read_tasks(home), "350500", day(on))
        }

    assert of(4)["WT2"] == "WT2: not closed, —"
    assert of(5) == {
        "WT2": "WT2: closed on 2026-03-05",
        "WT3": "WT3: not closed, the public is dissatisfied",
        "WT9": "WT9: not in the ledger of this release",
        None: "—",
    }
    tasks = follow(ledger, read_tasks(home), "350500", day(12))
    shown = page(Brief(Area("350500", "泉州市"), day(12), 1, "", (), tasks), "en")
    assert shown.count("2 days overdue") == 4
    assert "<b>核查" not in shown
    assert "核查 &lt;b&gt;" in shown
