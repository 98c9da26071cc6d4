"""Name all that shapes a derived table beside the rows it reads: its code, its methods, its code lists, its declaration.

Under another name every day is made anew. Of the code only what the table can reach counts, so that a change in one subject does not
make a year of another anew.
"""

import ast
import hashlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from ecolake.derived.model import AnyTable
from ecolake.standards.methods.files import FOLDER

# Where a computation lives. What lies outside brings rows and writes them, but does not say what they are.
_SHAPING: Final = ("ecolake.domain", "ecolake.derived", "ecolake.standards.methods")
_ENGINE: Final = ("ecolake.derived.model", "ecolake.standards.methods.files")
_CODELISTS: Final = "codelists"


def shape_of(table: AnyTable, standards: Path) -> str:
    """Digest of the code, methods, code lists and words behind a table.

    Args:
        table: The table.
        standards: The `standards` folder.
    """
    said = (table.columns, table.reads, getattr(table, "before", 0), getattr(table, "after", 0), table.also)
    digest = hashlib.sha256(repr(said).encode())
    for module in sorted(_reached(_module_of(table))):
        digest.update(module.encode())
        digest.update(_source(module).read_bytes())
    files = [standards / FOLDER / name for name in table.methods]
    files += [standards / _CODELISTS / f"{name}.csv" for name in table.codelists]
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _module_of(table: AnyTable) -> str:
    function = getattr(table.compute, "func", table.compute)
    return str(function.__module__)


@cache
def _reached(module: str) -> frozenset[str]:
    """The modules that shape rows among those that a module imports, directly or not, itself included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = ast.parse(_source(name).read_bytes())
        waiting.extend(one for one in _imported(tree) if _shapes(one))
    return frozenset(seen)


def _shapes(module: str) -> bool:
    return module.startswith(_SHAPING) and module not in _ENGINE and _exists(module)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            # Of a package, what is taken may be a module of it.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _source(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    return Path(spec.origin)
