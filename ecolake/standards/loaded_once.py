"""The last standards that this process loaded, given again while no file behind them has changed.

Reading the shelf takes a second; a code location of the orchestration and a run of the tests ask for it many times. What a
file says is taken from its size and time of change, as build tools do.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import Finding

Inspected = tuple[Standards | None, tuple[Finding, ...]]
Signature = tuple[tuple[str, int, int], ...]

# Beside the standards, clauses name models, assets and tests.
_BESIDE = ("assets", "dbt_project/models", "tests")
_last: dict[Path, tuple[Signature, Inspected]] = {}


def once(root: Path, inspect: Callable[[Path], Inspected]) -> Inspected:
    """Give what was found in a folder, reading it only if it is not as it was."""
    place = root.absolute()
    now = tuple(sorted(_files(place)))
    if place not in _last or _last[place][0] != now:
        _last.clear()
        _last[place] = now, inspect(root)
    return _last[place][1]


def _files(root: Path) -> Iterator[tuple[str, int, int]]:
    for folder in (root, *(root.parent / name for name in _BESIDE)):
        for where, _, names in os.walk(folder):
            for name in names:
                if name.endswith((".yaml", ".csv", ".sql", ".py")):
                    path = os.path.join(where, name)  # noqa: PTH118  a thousand of them, and Path is slow
                    try:
                        state = os.stat(path)  # noqa: PTH116
                    except OSError:
                        yield path, 0, 0
                    else:
                        yield path, state.st_mtime_ns, state.st_size
