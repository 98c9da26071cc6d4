"""The fixed words of a brief in both languages; those of its figures stand in the plan."""

from typing import Final

from ecolake.consultation.answers import Brief
from ecolake.consultation.following import Followed
from ecolake.consultation.plan import Language
from ecolake.consultation.values import NOTHING

WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh": {
        "title": "{area}生态环境会商简报",
        "about": "{area}问题 {problem} 会商简报",
        "of": "{day}　数据版本 {release}（{at} UTC 发布）",
        "tasks": "交办事项跟踪",
        "no_tasks": "没有交办事项。交办：ecolake consultation hand-over",
        "sql": "数据出处：逐项查询",
        "sql_note": "每个数字都来自已发布版本的一行。在同一版本上运行下列查询即可复核（ecolake query，或任何 DuckDB 客户端）。",
        "listed": "列出 {rows} 项，共 {all} 项",
        "note": "日期早于版本的问题与任务按该日期推算其状态，所据为本版本所知。模拟省份的数据不代表真实环境。不含个人信息，不访问网络。",
        "other": "English",
        "columns": "编号|交办日|事项|责任单位|期限|状态|台账问题",
    },
    "en": {
        "title": "Consultation brief: {area}",
        "about": "Consultation brief: problem {problem}, {area}",
        "of": "{day}, release {release} of the data (published {at} UTC)",
        "tasks": "Tasks that were handed over",
        "no_tasks": "No task was handed over. To do so: ecolake consultation hand-over",
        "sql": "Where each figure comes from",
        "sql_note": (
            "Every number is a value of a row of the published release. Run these queries on that release to check them "
            "(ecolake query, or any client of DuckDB)."
        ),
        "listed": "{rows} of {all}",
        "note": (
            "For a day before the release, the state of problems and tasks is told as of that day from what the release knows. Data of the simulated "
            "province say nothing of the real environment. Nothing personal is shown; the page asks no network."
        ),
        "other": "中文",
        "columns": "number|handed over|what|who|due|state|problem of the ledger",
    },
}


def title_of(brief: Brief, language: Language) -> str:
    """The title of a brief: of an area, or of a problem in it."""
    return WORDS[language]["about" if brief.problem else "title"].format(
        area=brief.area.name, problem=brief.problem
    )


def task_row(one: Followed, language: Language) -> tuple[str, ...]:
    """A task as the cells of its row."""
    task = one.task
    return (
        task.task,
        str(task.on),
        task.what,
        task.owner,
        str(task.due_on),
        _state(one, language),
        _problem(one, language),
    )


def _state(one: Followed, language: Language) -> str:
    if one.closed is not None:
        return {
            "zh": f"{one.closed.on} 办结：{one.closed.result}",
            "en": f"done on {one.closed.on}: {one.closed.result}",
        }[language]
    if one.state == "overdue":
        return {"zh": f"逾期 {one.days} 天", "en": f"{one.days} days overdue"}[language]
    return {"zh": f"办理中，余 {one.days} 天", "en": f"under way, {one.days} days left"}[language]


def _problem(one: Followed, language: Language) -> str:
    number = one.task.problem
    if number is None:
        return NOTHING
    if not one.problem_is:
        return {"zh": f"{number}：本版本台账中没有", "en": f"{number}: not in the ledger of this release"}[
            language
        ]
    if one.problem_closed_on is not None:
        return {
            "zh": f"{number}：{one.problem_closed_on} 已销号",
            "en": f"{number}: closed on {one.problem_closed_on}",
        }[language]
    reason = one.problem_reason[0 if language == "zh" else 1] or NOTHING
    return {"zh": f"{number}：未销号，{reason}", "en": f"{number}: not closed, {reason}"}[language]
