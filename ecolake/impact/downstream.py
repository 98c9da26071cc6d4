"""Which models and columns of the warehouse stand on the items of a dataset, read from the SQL of `dbt_project/models`.

dbt is not started: its few template functions are filled in here, and sqlglot tells which column comes from which. A column
counts when its value is computed from the item; that a row is there at all concerns every model above it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecolake.impact.columns import ALL, Origins, column_of, column_origins
from ecolake.standards.catalogue import Dataset

LAKE = "lake"
# A model or a source named in a template, with what it is given, and how many names make one.
_CALL = re.compile(r"\b(ref|source)\(([^)]*)\)")
_NAME = re.compile(r"""['"]([^'"]+)['"]""")
_PARTS = {"ref": 1, "source": 2}


@dataclass(frozen=True)
class Reader:
    """A model that stands on a dataset.

    Attributes:
        model: Its name.
        layer: Its folder, as `staging` or `marts`.
        columns: Its columns whose values come from the items asked for.
    """

    model: str
    layer: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Models:
    """The models of a dbt project, by name: their SQL, their layer, and the relations that they read."""

    sql: Mapping[str, str]
    layers: Mapping[str, str]
    reads: Mapping[str, frozenset[str]]
    memory: dict[str, Origins] = field(default_factory=dict)

    def readers(self, dataset: Dataset, items: Sequence[str]) -> tuple[Reader, ...]:
        """The models that stand on a dataset, and their columns that stand on these of its items."""
        relation = f"{LAKE}.{dataset.source}__{dataset.name}"
        asked = {f"{relation}.{item}" for item in items}
        found = []
        for name in sorted(self._above(relation)):
            origins = self._origins(name)
            columns = [column for column in origins if column != ALL and origins[column] & asked]
            if f"{relation}.{ALL}" in origins.get(ALL, ()):
                columns += [item for item in items if item not in columns]
            found.append(Reader(name, self.layers[name], tuple(columns)))
        return tuple(found)

    def _above(self, relation: str) -> set[str]:
        found: set[str] = set()
        edge = {relation}
        while edge:
            edge = {name for name, read in self.reads.items() if read & edge} - found
            found |= edge
        return found

    def _origins(self, model: str) -> Origins:
        """For each column of a model, the columns of the lake that its value is computed from."""
        if model not in self.memory:
            self.memory[model] = {}  # dbt lets no model read itself
            own = column_origins(self.sql[model])
            self.memory[model] = {
                name: frozenset(self._in_the_lake(columns)) for name, columns in own.items()
            }
        return self.memory[model]

    def _in_the_lake(self, columns: Iterable[str]) -> Iterator[str]:
        for one in columns:
            relation, _, column = one.rpartition(".")
            if relation not in self.sql:
                yield one
            elif column == ALL:
                yield from (origin for origins in self._origins(relation).values() for origin in origins)
            else:
                yield from column_of(self._origins(relation), column)


def read_models(project: Path) -> Models:
    """Read the models of a dbt project.

    Args:
        project: The folder that holds `models/`.
    """
    sql, layers, reads = {}, {}, {}
    folder = project / "models"
    named: set[str] = set()
    functions = _functions(project / "macros", named)
    for path in sorted(folder.rglob("*.sql")):
        named.clear()
        sql[path.stem] = _filled_in(path.read_text(encoding="utf-8"), functions, named)
        layers[path.stem] = path.relative_to(folder).parts[0]
        reads[path.stem] = frozenset(named)
    return Models(sql, layers, reads)


def _functions(folder: Path, named: set[str]) -> dict[str, Any]:
    """What a model may call: `ref` and `source`, which add what they name to `named`, and the project's own macros, which may call them."""
    from jinja2 import Environment

    def named_as(name: str) -> str:
        named.add(name)
        return name

    def ref(*names: str, **_versions: Any) -> str:
        return named_as(names[-1])

    def source(schema: str, table: str) -> str:
        return named_as(f"{schema}.{table}")

    environment = Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701 - SQL, not HTML
    environment.globals.update(ref=ref, source=source)
    modules = [
        environment.from_string(path.read_text(encoding="utf-8")).module
        for path in sorted(folder.glob("*.sql"))
    ]
    macros = {name: macro for module in modules for name, macro in vars(module).items() if callable(macro)}
    # The project's own `ref` and `source` only leave out the catalogue.
    return macros | {"ref": ref, "source": source}


def _filled_in(text: str, functions: Mapping[str, Any], named: set[str]) -> str:
    """The SQL with its template functions filled in; what it reads is added to `named`.

    A template that needs dbt itself gives no SQL: then only what it names is known, and no column.
    """
    from jinja2 import Environment, TemplateError, meta

    def nothing(*_given: Any, **_named: Any) -> str:
        return ""

    # What is neither of these nor the project's own is left out.
    environment = Environment(autoescape=False)  # noqa: S701 - SQL, not HTML
    try:
        unknown = meta.find_undeclared_variables(environment.parse(text))
        known = dict.fromkeys(unknown, nothing) | dict(functions)
        return environment.from_string(text).render(known)
    except (TemplateError, TypeError):
        named |= {".".join(_NAME.findall(given)[-_PARTS[kind] :]) for kind, given in _CALL.findall(text)}
        return ""
