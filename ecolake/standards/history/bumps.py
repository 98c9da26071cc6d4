"""The finding of lint that a standard changed without the version that the change needs.

Fast where nothing changed: git is asked which files differ, and only those are read. What a change needs is in `versions`.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from ecolake.errors import UsageError
from ecolake.standards.findings import Finding
from ecolake.standards.history.change import Bump
from ecolake.standards.history.changes import compare, with_headers
from ecolake.standards.history.revision import (
    Repository,
    changed_files,
    check_out,
    commit_of,
    find_repository,
)
from ecolake.standards.history.things import read_things
from ecolake.standards.history.versions import Bumped

_NAMES = {"dataset": "dataset", "element": "element", "codelist": "code list", "document": "document"}
_WHY = {
    Bump.major: "what reads it has to change",
    Bump.minor: "rows are judged otherwise",
    Bump.patch: "its words changed",
}


def missing_bumps(root: Path, rev: str = "HEAD") -> list[Finding]:
    """Find the standards that changed since a revision without the version that the change needs.

    Nothing is found where there is no git, no repository or no commit yet.

    Args:
        root: The `standards` folder.
        rev: The git revision to compare with.

    Raises:
        UsageError: `unknown_revision`; never for HEAD.
    """
    repo = find_repository(root)
    if repo is None:
        return []
    try:
        commit = commit_of(repo, rev)
    except UsageError:
        if rev == "HEAD":
            return []
        raise
    return sorted(_finding(one, root) for one in _missing(root, repo, commit))


def _missing(root: Path, repo: Repository, commit: str) -> tuple[Bumped, ...]:
    files = changed_files(repo, commit)
    if not files:
        return ()
    with TemporaryDirectory(prefix="ecolake-") as scratch:
        was = Path(scratch)
        check_out(repo, commit, was, with_headers(files))
        # What is new by its file has no version to raise; an element may have moved to a new file.
        old = [name for name in files if name.startswith("elements/") or (was / name).is_file()]
        return compare(read_things(was, old), read_things(root, old), {}).missing


def _finding(one: Bumped, root: Path) -> Finding:
    name = f"{_NAMES[one.kind]} '{one.name}'"
    using = _using(root, one.name) if one.kind == "element" else 0
    used = f", which {using} dataset(s) use," if using else ""
    message = f"{name}{used} changed and its version is still {one.new}: {_WHY[one.needs]}"
    if one.old != one.new:
        message = f"{name}{used} changed more than its version: {one.old} to {one.new}; {_WHY[one.needs]}"
    return Finding(one.file, one.line, 1, "missing_bump", message, f"write version: {one.wanted}")


def _using(root: Path, element: str) -> int:
    """Count the datasets that name an element, by their text: to read them all would take longer than all else here."""
    named = re.compile(rf"\belement: *{re.escape(element)} *[,}}\n]")
    paths = (root / "datasets").rglob("*.yaml")
    return sum(bool(named.search(path.read_text(encoding="utf-8", errors="replace"))) for path in paths)
