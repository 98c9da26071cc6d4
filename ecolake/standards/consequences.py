"""Findings that only follow from another: a thing that could not be read is missed wherever it is named.

One broken file would else be told a dozen times, in files that nothing is wrong with.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from ecolake.standards.findings import Finding

# Found where something is missed; the first two by its name, the last as a broken dataset names no element.
_MISSED = frozenset({"missing_reference", "missing_enforcer"})
_UNUSED = "unused_element"


def without_consequences(findings: Iterable[Finding], unread: Iterable[tuple[str, str]]) -> list[Finding]:
    """Leave out what is missed only because it could not be read.

    Args:
        findings: All findings.
        unread: Kind and name of what could not be read; an element file that is no YAML has the name `*`.
    """
    kinds = {kind for kind, _ in unread}
    words = tuple(word for kind, name in unread for word in _said(kind, name))
    return [
        finding
        for finding in findings
        if not (finding.code in _MISSED and any(word in finding.message for word in words))
        and not (finding.code == _UNUSED and "dataset" in kinds)
    ]


def of_file(file: str) -> tuple[str, str]:
    """Kind and name of what a file that could not be parsed would have held."""
    parts = PurePosixPath(file).with_suffix("").parts
    kind = parts[0].removesuffix("s") if parts else ""
    return kind, "*" if kind == "element" else ".".join(parts[1:])


def _said(kind: str, name: str) -> tuple[str, ...]:
    """How the linter speaks of a thing that is not there."""
    if name == "*":
        return (f"there is no {kind} '",)
    # A dataset stands in front of its items, rules and references; a source's mapping names it by its file.
    return f"'{name}'", f"'{name}.", f"there is no {kind}s/{name.replace('.', '/')}.yaml"
