"""Which columns of tables each column of one SELECT was made of, read from the SQL by sqlglot.

One statement at a time and its names only; which statements there are is the business of `models`. What decides which rows there
are (joins, filters, grouping) is no source of a value and is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Schema = Mapping[str, Mapping[str, str]]
Place = tuple[str, str]
LONGEST: Final = 300
_JSON_OBJECT: Final = re.compile(r"\bjson_object\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class Made:
    """What a column was made of.

    Attributes:
        places: Tables as `schema.table`, each with a column, sorted; none of a constant.
        as_is: Whether it is one of them, taken over.
        how: The expression, where it was computed.
        unknown: Names in it that lead nowhere; empty if all is known.
    """

    places: tuple[Place, ...]
    as_is: bool
    how: str
    unknown: tuple[str, ...] = ()


def made_of(sql: str, schema: Schema) -> dict[str, Made]:
    """Read one SELECT.

    Args:
        sql: In DuckDB's dialect.
        schema: The columns and their types of every table that it may read, by `schema.table`.

    Returns:
        By the name of the column, in the order of the SELECT.

    Raises:
        sqlglot.errors.SqlglotError: It cannot be read or its names cannot be resolved.
    """
    from sqlglot import parse_one
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    nested: dict[str, Any] = {}
    for table, columns in schema.items():
        place, _, name = table.partition(".")
        nested.setdefault(place, {})[name] = dict(columns)
    tree = qualify(
        # Inside json_object sqlglot takes a column named `value` for the keyword of standard SQL.
        parse_one(_JSON_OBJECT.sub("json_object_of(", sql), read="duckdb"),
        schema=nested,
        dialect="duckdb",
        validate_qualify_columns=False,
        identify=False,
    )
    root = build_scope(tree)
    if root is None:
        raise ValueError("not a SELECT")
    reader = _Reader(schema)
    return {name: reader.column(root, name) for name in _names(root)}


class _Reader:
    """Follows names through the scopes of one statement; each column of each scope is read once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.known: dict[tuple[int, str], Made] = {}

    def column(self, scope: "Scope", name: str) -> Made:
        """Say what a column of a scope was made of."""
        key = (id(scope), name)
        if key not in self.known:
            # A recursive name meets itself: nothing new is behind it.
            self.known[key] = Made((), False, "")
            self.known[key] = self._read(scope, name)
        return self.known[key]

    def _read(self, scope: "Scope", name: str) -> Made:
        from sqlglot import exp

        if scope.set_operation_scopes:
            first = _names(scope.set_operation_scopes[0])
            at = first.index(name) if name in first else -1
            parts = [
                self.column(one, _names(one)[at])
                for one in scope.set_operation_scopes
                if -1 < at < len(_names(one))
            ]
            return _joined(parts, how="union")
        if not isinstance(scope.expression, exp.Select):
            return self._values(scope, scope.expression)
        found = next((one for one in scope.expression.selects if one.alias_or_name == name), None)
        if found is None:
            return Made((), False, "", (name,))
        inner = found.unalias()
        if isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
            return self._place(scope, inner)
        made = self._values(scope, inner)
        return Made(made.places, False, _shown(inner), made.unknown)

    def _values(self, scope: "Scope", expression: "exp.Expr") -> Made:
        """All that an expression reads, in its own scope and in the queries inside it."""
        from sqlglot import exp

        inner = {id(one.expression): one for one in scope.subquery_scopes}
        parts: list[Made] = []
        for node in _outside(expression, frozenset(inner)):
            if id(node) in inner:
                below = inner[id(node)]
                parts += [self.column(below, name) for name in _names(below)]
            elif isinstance(node, exp.Column):
                parts.append(self._place(scope, node))
        return _joined(parts)

    def _place(self, scope: "Scope", column: "exp.Column") -> Made:
        """Follow one name to the table or the scope that has it."""
        from sqlglot import exp

        source = scope.sources.get(column.table) if column.table else None
        if source is None and scope.parent is not None and column.table:
            # A query inside may name what stands outside it.
            return self._place(scope.parent, column)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Func):
            made = self._values(scope, source.this)
            return Made(made.places, False, _shown(source.this), made.unknown)
        if isinstance(source, exp.Table):
            table = f"{source.db}.{source.name}"
            if column.name in self.schema.get(table, {}):
                return Made(((table, column.name),), True, "")
            return Made((), False, "", (f"{table}.{column.name}",))
        if source is None:
            return Made((), False, "", (column.sql(dialect="duckdb"),))
        if isinstance(source.expression, exp.Query):
            return self.column(source, column.name)
        # What a table function gives was made of what it was given.
        made = self._values(scope, source.expression)
        return Made(made.places, False, _shown(source.expression), made.unknown)


def _names(scope: "Scope") -> list[str]:
    """The names of the columns that a scope gives, in their order."""
    from sqlglot import exp

    return scope.expression.named_selects if isinstance(scope.expression, exp.Query) else []


def _outside(expression: "exp.Expr", stop: frozenset[int]) -> "Iterator[exp.Expr]":
    """Walk an expression; a query inside it is given whole and not entered, the names of a lambda are left out."""
    from sqlglot import exp

    if id(expression) in stop:
        yield expression
        return
    if isinstance(expression, exp.Lambda):
        own = {one.name for one in expression.expressions}
        for node in _outside(expression.this, stop):
            if not (isinstance(node, exp.Column) and own & {node.name, node.table}):
                yield node
        return
    yield expression
    if not isinstance(expression, exp.Column):
        for child in expression.iter_expressions():
            yield from _outside(child, stop)


def _joined(parts: list[Made], how: str = "") -> Made:
    places = tuple(sorted({place for one in parts for place in one.places}))
    unknown = tuple(sorted({name for one in parts for name in one.unknown}))
    as_is = len(places) == 1 and all(one.as_is for one in parts)
    return Made(
        places, as_is, "" if as_is else how or next((one.how for one in parts if one.how), ""), unknown
    )


def _shown(expression: "exp.Expr") -> str:
    text = expression.sql(dialect="duckdb", comments=False).replace("JSON_OBJECT_OF(", "JSON_OBJECT(")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
