"""The tasks that a consultation hands over: one file of the home that only grows, a line for each decision.

`consultation/tasks.ndjson` is no data of the lake: it is written here alone, by whoever was told to in the meeting. Who does a task is an
organisation; no line has a place for a person. A line is written and synced whole; what a killed process leaves without its end is no line, and
the next one removes it.
"""

import json
import os
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, RootModel, ValidationError

from ecolake.errors import UnreadableError, UsageError
from ecolake.home import Home
from ecolake.standards.model_base import Model

_FILE: Final = Path("consultation") / "tasks.ndjson"
_Words = Annotated[str, Field(min_length=1, max_length=500)]


class HandedOver(Model):
    """A task as it was handed over.

    Attributes:
        event: Tells it from the others.
        task: Its number: HS, the day, and its place among all tasks.
        on: On which day.
        area: Code of the city or province whose consultation it was.
        what: What is to be done.
        owner: The organisation that does it.
        due_on: By when.
        problem: The problem of the ledger that it belongs to.
    """

    event: Literal["handed_over"] = "handed_over"
    task: str
    on: date
    area: str
    what: _Words
    owner: _Words
    due_on: date
    problem: str | None = None


class Closed(Model):
    """That a task is done.

    Attributes:
        event: Tells it from the others.
        task: Its number.
        on: On which day.
        result: What came of it.
    """

    event: Literal["closed"] = "closed"
    task: str
    on: date
    result: _Words


Decision = HandedOver | Closed


class _Line(RootModel[Annotated[Decision, Field(discriminator="event")]]):
    """A line of the file."""


def read_tasks(home: Home) -> tuple[Decision, ...]:
    """Read all decisions, in their order; no file is none.

    Raises:
        UnreadableError: A line is not what this module writes.
    """
    path = home.root / _FILE
    if not path.is_file():
        return ()
    whole = path.read_bytes()
    lines = whole[: whole.rfind(b"\n") + 1].splitlines()
    return tuple(_read(line, f"{path}:{nth}") for nth, line in enumerate(lines, start=1))


def _read(line: bytes, where: str) -> Decision:
    try:
        return _Line.model_validate_json(line).root
    except ValidationError as error:
        raise UnreadableError(
            "damaged_tasks",
            f"A line of the tasks of consultations is not what it should be: {error.errors()[0]['msg']}.",
            "会商任务文件有一行内容不正确。",
            where=where,
            hint_en="The file is written by ecolake consultation alone; bring the line back from a backup.",
            hint_zh="该文件只由 ecolake consultation 写入；请从备份恢复该行。",
        ) from None


def hand_over(
    home: Home, on: date, area: str, what: str, owner: str, due_on: date, problem: str | None
) -> HandedOver:
    """Write down a task.

    Args:
        home: The installation.
        on: The day of the consultation.
        area: Code of its city or province.
        what: What is to be done.
        owner: The organisation that does it.
        due_on: By when.
        problem: The problem of the ledger that it belongs to.

    Raises:
        UsageError: It is due before it is handed over, or says nothing.
    """
    if due_on < on:
        raise _refused(
            "due_before", f"It is due on {due_on}, before {on}.", f"期限 {due_on} 早于交办日 {on}。", "--due"
        )
    with home.lock("consultation"):
        number = sum(isinstance(one, HandedOver) for one in read_tasks(home)) + 1
        task = f"HS{on:%Y%m%d}-{number:03d}"
        try:
            made = HandedOver(
                task=task,
                on=on,
                area=area,
                what=what.strip(),
                owner=owner.strip(),
                due_on=due_on,
                problem=problem,
            )
        except ValidationError:
            raise _too_long_or_short() from None
        _append(home, made)
    return made


def close(home: Home, task: str, on: date, result: str) -> Closed:
    """Write down that a task is done.

    Raises:
        UsageError: There is no such task, it is closed already, or was handed over later.
    """
    with home.lock("consultation"):
        known = read_tasks(home)
        handed = next((one for one in known if isinstance(one, HandedOver) and one.task == task), None)
        if handed is None:
            raise _refused("unknown_task", f"There is no task '{task}'.", f"没有任务“{task}”。", "TASK")
        if any(isinstance(one, Closed) and one.task == task for one in known):
            raise _refused(
                "closed_already", f"The task {task} is closed already.", f"任务 {task} 已办结。", "TASK"
            )
        if on < handed.on:
            raise _refused(
                "closed_before",
                f"{on} is before the day of the task, {handed.on}.",
                f"{on} 早于交办日 {handed.on}。",
                "--day",
            )
        try:
            made = Closed(task=task, on=on, result=result.strip())
        except ValidationError:
            raise _too_long_or_short() from None
        _append(home, made)
    return made


def _append(home: Home, decision: Decision) -> None:
    path = home.root / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(decision.model_dump(mode="json"), ensure_ascii=False, sort_keys=True) + "\n"
    with path.open("ab+") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def _refused(code: str, en: str, zh: str, where: str) -> UsageError:
    return UsageError(
        code,
        en,
        zh,
        where=where,
        hint_en="List them: ecolake consultation tasks.",
        hint_zh="查看任务：ecolake consultation tasks。",
    )


def _too_long_or_short() -> UsageError:
    return _refused(
        "bad_words", "Words of a task are 1 to 500 characters.", "任务文字须为 1 至 500 字。", "WHAT"
    )
