"""Ask a release for what a brief shows: of which area and day, and the rows of each figure with the query that gave them.

Nothing is computed here: every number of a brief is a value of a row of a published release.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ecolake.consultation.following import Followed, follow
from ecolake.consultation.plan import IN_ALL, OF_AREA, OF_PROBLEM, Figure, Section, read_plan
from ecolake.consultation.tasks import read_tasks
from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.warehouse.query import ask, open_release
from ecolake.warehouse.views import literal

if TYPE_CHECKING:
    import duckdb

    from ecolake.warehouse.record import Release

_DIVISIONS = "select distinct code, name_zh from lake.standard_code where starts_with(code_list, 'division_') and code like '____00'"


@dataclass(frozen=True)
class Area:
    """A city or province.

    Attributes:
        code: Six digits.
        name: As the code list has it.
    """

    code: str
    name: str


@dataclass(frozen=True)
class Answer:
    """A figure and its rows.

    Attributes:
        figure: What was asked.
        sql: The query as it was run.
        rows: By column.
        in_all: How many rows there are, if the query gives the first of them alone.
    """

    figure: Figure
    sql: str
    rows: tuple[dict[str, Any], ...]
    in_all: int


@dataclass(frozen=True)
class Brief:
    """All that a brief says.

    Attributes:
        area: Of which city or province.
        day: On which day.
        release: Number of the release that was asked.
        published_at: When that was published, UTC.
        sections: Sections with their answers.
        tasks: Tasks of the area that were handed over by that day, and what became of them.
        problem: The problem of the ledger that it is about; empty, if it is about the area.
    """

    area: Area
    day: date
    release: int
    published_at: str
    sections: tuple[tuple[Section, tuple[Answer, ...]], ...]
    tasks: tuple[Followed, ...]
    problem: str = ""


def brief(
    home: Home,
    area: str | None = None,
    day: date | None = None,
    matters: Collection[str] = (),
    release: "Release | None" = None,
    problem: str | None = None,
) -> Brief:
    """Ask for all that a brief says.

    Args:
        home: The installation.
        area: Code or name of a city or province; the province by default.
        day: The day; the last one whose air was judged by default.
        matters: Sections that it is narrowed to; none narrows nothing.
        release: Which release; the current one by default.
        problem: Number of a problem that it is about, instead of all that is so in the area; its city is the area then.

    Raises:
        EcolakeError: Nothing is published, there is no such area, section or problem, the release knows no day, or both an area and
            a problem are given.
    """
    if area is not None and problem:
        raise UsageError(
            "area_and_problem",
            f"A brief is about the area '{area}' or about the problem '{problem}', not both.",
            f"简报只能针对地区“{area}”或问题“{problem}”之一。",
            where="--city, --problem",
            hint_en="Give one of the two: the area of a problem is that of its place.",
            hint_zh="请只指定其一：问题的地区由其所在地确定。",
        )
    plan = chosen(read_plan(home, OF_PROBLEM if problem else OF_AREA), matters)
    with open_release(home, release) as connection:
        about = problem_of(connection, problem) if problem else ""
        place = area_of(connection, _city_of(connection, about) if about else area)
        on = day or _last_day(connection)
        number, at = ask(connection, "select release, created_at from main.release")[1][0]
        sections = tuple(
            (section, tuple(_answer(connection, one, on, place, about) for one in section.figures))
            for section in plan
        )
        # The province may have handed over what a problem of a city needs.
        wide = f"{place.code[:2]}0000" if about else place.code
        tasks = follow(connection, read_tasks(home), wide, on)
    if about:
        tasks = tuple(one for one in tasks if one.problem_is == about)
    return Brief(place, on, int(number), str(at)[:19], sections, tasks, about)


def chosen(plan: tuple[Section, ...], matters: Collection[str]) -> tuple[Section, ...]:
    """The sections of a plan that a brief is narrowed to.

    Raises:
        UsageError: There is no such section.
    """
    known = [one.section for one in plan]
    for matter in matters:
        if matter not in known:
            raise UsageError(
                "unknown_matter",
                f"A brief has no section '{matter}'.",
                f"简报没有“{matter}”这一部分。",
                where="--matter",
                hint_en=f"There are: {', '.join(known)}.",
                hint_zh=f"可用：{'、'.join(known)}。",
            )
    return tuple(one for one in plan if not matters or one.section in matters)


def areas(home: Home, release: "Release") -> tuple[Area, ...]:
    """The provinces and cities that a release knows."""
    with open_release(home, release) as connection:
        return tuple(Area(*row) for row in ask(connection, f"{_DIVISIONS} order by code")[1])


def area_of(connection: "duckdb.DuckDBPyConnection", asked: str | None) -> Area:
    """The city or province that a person names, or the only province.

    Raises:
        UsageError: There is no such one, or several.
    """
    places = ask(connection, f"{_DIVISIONS} order by code")[1]
    if asked is None:
        found = [row for row in places if row[0].endswith("0000")]
    else:
        wanted = asked.strip()
        found = [row for row in places if wanted in row or f"{wanted}市" == row[1]]
    if len(found) != 1:
        listed = ", ".join(f"{code} {name}" for code, name in places)
        raise UsageError(
            "unknown_area",
            f"No one city or province is called '{asked or ''}'.",
            f"没有唯一对应“{asked or ''}”的省或设区市。",
            where="--city",
            hint_en=f"There are: {listed}.",
            hint_zh=f"可用：{listed}。",
        )
    return Area(*found[0])


def _last_day(connection: "duckdb.DuckDBPyConnection") -> date:
    """The last day whose air was judged, or else the day of the release."""
    sql = "select coalesce((select max(day) from main.air_city_daily), (select as_of from staging.int_release__as_of))"
    found = ask(connection, sql)[1][0][0]
    if not isinstance(found, date):
        raise UsageError(
            "no_day",
            "The release holds nothing that has a day.",
            "该版本没有任何带日期的数据。",
            hint_en="Name the day: --day 2026-03-02.",
            hint_zh="请指定日期：--day 2026-03-02。",
        )
    return found


def _city_of(connection: "duckdb.DuckDBPyConnection", problem: str) -> str | None:
    """The city of a problem; of one whose place is not known, none."""
    rows = ask(
        connection,
        f"select left(division_code, 4) || '00' from main.problem where problem_id = {literal(problem)}",
    )[1]
    return str(rows[0][0]) if rows and rows[0][0] else None


def _answer(
    connection: "duckdb.DuckDBPyConnection", figure: Figure, day: date, area: Area, problem: str
) -> Answer:
    sql = figure.asked(day, area.code, problem)
    names, rows = ask(connection, sql)
    shown = tuple(dict(zip(names, row, strict=True)) for row in rows)
    return Answer(figure, sql, shown, int(shown[0].get(IN_ALL, len(shown))) if shown else 0)


def problem_of(connection: "duckdb.DuckDBPyConnection", number: str) -> str:
    """The problem of the ledger that stands for a number: its own, or that of a problem that was joined to it.

    Raises:
        UsageError: The release knows no such problem.
    """
    sql = f"select distinct problem_id from main.problem_report where {literal(number.strip())} in (problem_id, own_id)"
    found = ask(connection, sql)[1]
    if len(found) != 1:
        raise UsageError(
            "unknown_problem",
            f"The ledger has no problem '{number}'.",
            f"台账中没有问题“{number}”。",
            where="--problem",
            hint_en='Look for it: ecolake query "from problem".',
            hint_zh='请先查询：ecolake query "from problem"。',
        )
    return str(found[0][0])
