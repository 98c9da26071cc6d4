"""Adding decisions to the reviewed file `standards/registry/decisions.yaml`, which persons edit, too.

Belongs here: the end of the file, and that one at a time writes it. Does not belong here: the form of a decision and what contradicts
what (`decisions`), where decisions come from (`review`).
"""

import re
from collections.abc import Sequence
from textwrap import indent
from typing import Final

import yaml

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.registry.decisions import FILE, Decision, Decisions, contradictions, read_decisions

LOCK: Final = "decisions"
# In the file: an item of the list, and a list without any.
_ITEM: Final = re.compile(r"( *)- ")
_EMPTY: Final = re.compile(r"^decisions:.*\n?", re.MULTILINE)


def add_decisions(home: Home, decided: Sequence[Decision]) -> tuple[Decision, ...]:
    """Add decisions to the end of the reviewed file, and leave what stands in it as it is; returns those that were not there.

    The file is read and put back under a lock, or the last of two would undo what the other added.

    Raises:
        UsageError: `contradicting_decisions`.
    """
    with home.lock(LOCK):
        before = read_decisions(home.standards).decisions
        there = {(one.decision, one.mention, one.other_mention) for one in before}
        added = tuple(one for one in decided if (one.decision, one.mention, one.other_mention) not in there)
        faults = list(contradictions([*before, *added]))
        if faults:
            raise _contradicting([reason for _, reason in faults])
        if added:
            _append(home, added, is_first=not before)
    return added


def _append(home: Home, added: Sequence[Decision], *, is_first: bool) -> None:
    path = home.standards / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    items = [one.model_dump(mode="json", exclude_none=True, exclude_defaults=False) for one in added]
    block = yaml.safe_dump(items, allow_unicode=True, sort_keys=False, width=110)
    if is_first:
        text = _EMPTY.sub("", text).rstrip("\n") + "\ndecisions:"
    else:
        # Persons indent as they like; a list goes on as its items stand.
        margin = next((found[1] for line in text.splitlines() if (found := _ITEM.match(line))), "")
        block = indent(block, margin)
    draft = path.with_name(f".{path.name}.next")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(text.rstrip("\n") + "\n" + block, encoding="utf-8")
    Decisions.model_validate(yaml.safe_load(draft.read_text(encoding="utf-8")))
    draft.replace(path)


def _contradicting(reasons: list[str]) -> UsageError:
    return UsageError(
        "contradicting_decisions",
        "The decisions contradict one another; nothing was written.\n"
        + "\n".join(f"  {one}" for one in reasons),
        f"决定互相矛盾（{len(reasons)} 处），未写入。",
        where=FILE,
        hint_en="Take one of the contradicting decisions back, in the workbook or in the file.",
        hint_zh="请在工作簿或文件中撤销其中一个决定。",
    )
