"""How a standard names a computation: a derivation is stages of polars expressions with declared columns.

Belongs here: the shape of a derivation and finding one by the name that a dataset's YAML gives it.
Does not belong here: any science (one module per theme beside this one) and the order of acceptance.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from ecolake.errors import EcolakeError

PACKAGE = "ecolake.domain"
_PATH = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Derivation:
    """Columns computed from columns, stage after stage.

    Attributes:
        name: What the standard calls it, ``module.attribute``.
        inputs: Columns that must exist.
        outputs: Columns that it adds; every other column is left alone.
        expressions: Gives the stages. A stage is added with one ``with_columns``, so that it may use what
            the stages before it made. A callable, so that importing a module reads no table.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    expressions: Callable[[], Sequence[list[pl.Expr]]]

    def apply(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return ``frame`` with the outputs added, replacing columns of the same name."""
        for stage in self.expressions():
            frame = frame.with_columns(stage)
        return frame


def resolve(path: str) -> Derivation:
    """Find a derivation by the name used in a standard.

    Args:
        path: ``module.attribute`` inside ``ecolake.domain``, for example ``air.hourly_index``.

    Raises:
        EcolakeError: ``derivation_name`` for a malformed name, ``derivation_unknown`` when nothing has it.
    """
    if not _PATH.fullmatch(path):
        raise EcolakeError(
            "derivation_name",
            en=f"{path!r} is not the name of a derivation: it must read module.name, in lower case",
            zh=f"{path!r} 不是有效的推导名称：应为“模块.名称”，且用小写字母",
            hint_en=_hint("name one of"),
            hint_zh=_hint("请选用"),
        )
    module_name, attribute = path.split(".")
    found = None
    if module_name in _modules():
        found = getattr(importlib.import_module(f"{PACKAGE}.{module_name}"), attribute, None)
    if not isinstance(found, Derivation):
        raise EcolakeError(
            "derivation_unknown",
            en=f"there is no derivation {path!r}",
            zh=f"没有名为 {path!r} 的推导",
            hint_en=_hint("name one of"),
            hint_zh=_hint("请选用"),
        )
    return found


def available() -> list[str]:
    """Return the names of all derivations, sorted."""
    return sorted(
        f"{module_name}.{attribute}"
        for module_name in _modules()
        for attribute, value in vars(importlib.import_module(f"{PACKAGE}.{module_name}")).items()
        if isinstance(value, Derivation)
    )


def _modules() -> list[str]:
    package = importlib.import_module(PACKAGE)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def _hint(word: str) -> str:
    return f"{word}: {', '.join(available())}"
