"""What became of the tasks of earlier consultations, as it stood on a day: done, under way or overdue, and how the problem of the ledger stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from ecolake.consultation.plan import prefix_of
from ecolake.consultation.tasks import Closed, Decision, HandedOver
from ecolake.warehouse.query import ask
from ecolake.warehouse.views import literal

if TYPE_CHECKING:
    import duckdb

State = Literal["open", "overdue", "closed"]


@dataclass(frozen=True)
class Followed:
    """A task on a day.

    Attributes:
        task: As it was handed over.
        state: How it stands.
        days: Days overdue, or days left.
        closed: That it is done, if it was by that day.
        problem_is: The problem of the ledger that stands for the number it names; empty, if the release has none.
        problem_closed_on: When that was closed, if it was by that day.
        problem_reason: What is missing before it is closed, in Chinese and English.
    """

    task: HandedOver
    state: State
    days: int
    closed: Closed | None
    problem_is: str = ""
    problem_closed_on: date | None = None
    problem_reason: tuple[str, str] = ("", "")


def follow(
    connection: "duckdb.DuckDBPyConnection", decisions: Sequence[Decision], area: str, day: date
) -> tuple[Followed, ...]:
    """Follow the tasks of an area, those overdue first.

    Args:
        connection: On a release.
        decisions: All that was decided.
        area: Code of a city or province; that of a province has the tasks of its cities too.
        day: As of when; what was decided later is not known yet.
    """
    handed = [
        one
        for one in decisions
        if isinstance(one, HandedOver) and one.on <= day and one.area.startswith(prefix_of(area))
    ]
    done = {one.task: one for one in decisions if isinstance(one, Closed) and one.on <= day}
    known = _problems(connection, sorted({one.problem for one in handed if one.problem}))
    followed = [_followed(one, done.get(one.task), known.get(one.problem or ""), day) for one in handed]
    order = {"overdue": 0, "open": 1, "closed": 2}
    return tuple(sorted(followed, key=lambda one: (order[one.state], one.task.due_on, one.task.task)))


_Problem = tuple[str, date | None, str, str]


def _followed(task: HandedOver, closed: Closed | None, problem: _Problem | None, day: date) -> Followed:
    days = (day - task.due_on).days
    state: State = "closed" if closed else "overdue" if days > 0 else "open"
    if problem is None:
        return Followed(task, state, abs(days), closed)
    stands, last, *missing = problem
    closed_on = last if last and last <= day else None
    reason = ("", "") if closed_on else (missing[0], missing[1])
    return Followed(task, state, abs(days), closed, stands, closed_on, reason)


def _problems(connection: "duckdb.DuckDBPyConnection", numbers: Sequence[str]) -> dict[str, _Problem]:
    """How problems stand, by the number that a task names: that of a problem joined since to another finds the other."""
    if not numbers:
        return {}
    listed = ", ".join(literal(one) for one in numbers)
    sql = f"""
        select distinct reports.own_id, problem.problem_id, problem.closed_on, coalesce(problem.reason_zh, ''), coalesce(problem.reason_en, '')
        from main.problem_report as reports join main.problem on problem.problem_id = reports.problem_id
        where reports.own_id in ({listed}) order by reports.own_id
    """
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in ask(connection, sql)[1]}
