"""Follow the links of clauses: what is said to enforce a clause exists.

Elements, rules and the like are looked up in the standards; a test, a dbt model and an asset in the project that the
standards folder belongs to, by reading its files: the ground floor imports nothing from above.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ecolake.standards.catalogue import Dataset
from ecolake.standards.document import Enforcer
from ecolake.standards.findings import did_you_mean
from ecolake.standards.lint_codes import CODES
from ecolake.standards.shelf import Read


def check_documents(read: Read, datasets: Mapping[str, Dataset], project: Path) -> None:
    """Report clauses whose enforcer does not exist, and numbers used twice.

    Args:
        read: What was read; findings go there.
        datasets: The datasets, resolved.
        project: The folder that holds `standards/`, `dbt_project/`, `assets/` and `tests/`.
    """
    known = _known_names(read, datasets)
    numbers: dict[str, str] = {}
    for name, document in sorted(read.documents.items()):
        report = read.reporter("document", name)
        if document.number in numbers:
            said = f"number {document.number} is that of '{numbers[document.number]}' already"
            report(("number",), "duplicate", said)
        numbers.setdefault(document.number, name)
        for label, clause in document.clauses.items():
            for index, enforcer in enumerate(clause.enforcers):
                fault, hint = _fault(enforcer, known, project)
                if fault:
                    path = ("clauses", label, "enforced_by", index)
                    report(path, "missing_enforcer", fault, hint)


def _known_names(read: Read, datasets: Mapping[str, Dataset]) -> dict[str, frozenset[str]]:
    return {
        "element": frozenset(read.elements),
        "codelist": frozenset(read.codelists),
        "source": frozenset(read.sources),
        "lint": frozenset(CODES),
        "dataset": frozenset(datasets),
        "item": frozenset(f"{name}.{item}" for name, one in datasets.items() for item in one.items),
        "rule": frozenset(f"{name}.{rule.id}" for name, one in datasets.items() for rule in one.rules),
        "reference": frozenset(f"{name}.{link.id}" for name, one in datasets.items() for link in one.links),
    }


def _fault(enforcer: Enforcer, known: Mapping[str, frozenset[str]], project: Path) -> tuple[str, str]:
    kind, name = enforcer.kind, enforcer.name
    if kind in known:
        if name in known[kind]:
            return "", ""
        return f"there is no {kind} '{name}'", did_you_mean(name, known[kind])
    folder, exists, hint = _IN_PROJECT[kind]
    # Standards that stand by themselves, as a copy for an editor does, have no project to look into.
    if not (project / folder).is_dir() or exists(project, name):
        return "", ""
    return f"there is no {kind} '{name}' in the project", hint


def _model_exists(project: Path, name: str) -> bool:
    return any((project / "dbt_project" / "models").rglob(f"{name}.sql"))


def _test_exists(project: Path, name: str) -> bool:
    return _defines(project, "tests", name, r"def")


def _asset_exists(project: Path, name: str) -> bool:
    return _defines(project, "assets", name, r"(?:def|class)")


def _defines(project: Path, folder: str, name: str, word: str) -> bool:
    """Whether `file::name` is a file below the folder that defines the name at its top level."""
    file, _, definition = name.partition("::")
    if not definition.isidentifier() or "\0" in file:
        return False
    path = (project / file).resolve()
    if not path.is_file() or not path.is_relative_to((project / folder).resolve()):
        return False
    text = path.read_text(encoding="utf-8")
    return bool(re.search(rf"^{word} {definition}\b", text, flags=re.MULTILINE))


_IN_PROJECT: Mapping[str, tuple[str, Callable[[Path, str], bool], str]] = {
    "model": ("dbt_project", _model_exists, "name a model of dbt_project/models"),
    "test": ("tests", _test_exists, "write tests/path/test_file.py::test_name"),
    "asset": ("assets", _asset_exists, "write assets/file.py::function"),
}
