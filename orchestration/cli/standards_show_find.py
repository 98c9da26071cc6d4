"""From what a person typed to the things of the standards that it may mean.

A whole name comes first: `source.dataset.item`, a number as `YY01`, a clause as `YY01#4.2`. A dataset, a rule, and where
nothing else bears the name an item, is also found by the end of its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecolake.errors import UsageError

if TYPE_CHECKING:
    from ecolake.standards.uses import Uses

CONTAINING = 8


@dataclass(frozen=True)
class Found:
    """A thing with its kind and its whole name."""

    kind: str
    id: str
    thing: Any


def find(uses: "Uses", name: str) -> list[Found]:
    """All that bears the name.

    Raises:
        UsageError: Nothing does.
    """
    shelves = _shelves(uses)
    whole = [*_whole(shelves, name), *_numbered(uses, name)]
    found = [*whole, *_ending(shelves, ("dataset", "rule"), name)]
    found = found or _ending(shelves, ("item", "reference"), name)
    if not found:
        raise _unknown(uses, shelves, name)
    return found


def _shelves(uses: "Uses") -> dict[str, Mapping[str, Any]]:
    from ecolake.standards.lint_codes import CODES

    standards = uses.standards
    return {
        "dataset": standards.datasets,
        "source": standards.sources,
        "element": standards.elements,
        "code list": standards.codelists,
        "document": standards.documents,
        "clause": uses.clauses,
        "item": uses.items,
        "rule": uses.rules,
        "reference": uses.references,
        "lint code": CODES,
    }


def _whole(shelves: Mapping[str, Mapping[str, Any]], name: str) -> list[Found]:
    return [Found(kind, name, shelf[name]) for kind, shelf in shelves.items() if name in shelf]


def _numbered(uses: "Uses", name: str) -> list[Found]:
    """A document by its number in any case, or a clause by the document's number or name."""
    document, mark, label = name.partition("#")
    for known, one in uses.standards.documents.items():
        if document.upper() == one.number and not mark:
            return [Found("document", known, one)]
        clause = f"{one.number}#{label}"
        if (
            mark
            and name != clause
            and document.lower() in (known, one.number.lower())
            and clause in uses.clauses
        ):
            return [Found("clause", clause, uses.clauses[clause])]
    return []


def _ending(shelves: Mapping[str, Mapping[str, Any]], kinds: Iterable[str], name: str) -> list[Found]:
    return [
        Found(kind, known, thing)
        for kind in kinds
        for known, thing in shelves[kind].items()
        if known.endswith(f".{name}")
    ]


def _unknown(uses: "Uses", shelves: Mapping[str, Mapping[str, Any]], name: str) -> UsageError:
    from ecolake.standards.findings import did_you_mean

    names = {known for shelf in shelves.values() for known in shelf}
    names |= {known.rpartition(".")[2] for kind in ("dataset", "item", "rule") for known in shelves[kind]}
    names |= {one.number for one in uses.standards.documents.values()}
    near = did_you_mean(name, names)
    titled = ", ".join(_titled(uses, name))
    nearest = near.removeprefix("did you mean '").removesuffix("'?")
    hints = [
        (near[:1].upper() + near[1:], f"是否指“{nearest}”？") if near else ("", ""),
        (f"Of that name or title there are: {titled}.", f"名称或标题含此词：{titled}。")
        if titled
        else ("", ""),
    ]
    what = "Name an item, element, rule, dataset, source, code list, document, clause or lint code."
    return UsageError(
        "unknown_standard",
        f"There is nothing named '{name}' in the standards.",
        f"标准中没有“{name}”。",
        hint_en=" ".join(en for en, _ in hints if en) or what,
        hint_zh="".join(zh for _, zh in hints)
        or "可查数据项、数据元、规则、数据集、来源、代码表、标准文件、条款或检查代码。",
    )


def _titled(uses: "Uses", words: str) -> list[str]:
    """Things whose name or title holds the words, the most general first."""
    standards = uses.standards
    shelves = (
        standards.documents,
        standards.sources,
        standards.codelists,
        standards.elements,
        standards.datasets,
    )
    found = [
        name
        for shelf in shelves
        for name, one in shelf.items()
        if words.lower() in f"{name}\n{one.title.zh}\n{one.title.en}".lower()
    ]
    return list(dict.fromkeys(found))[:CONTAINING]
