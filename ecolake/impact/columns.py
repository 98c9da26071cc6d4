"""Which column of a query comes from which: names only, no types and no catalogue.

Where a name could be that of several relations, all of them count: better one column too many than a reader not told.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

# What a query gives out: by column, the `relation.column` its value comes from. `*` holds `relation.*` for all that is passed on.
Origins = Mapping[str, frozenset[str]]
ALL: Final = "*"


def column_origins(sql: str) -> Origins:
    """The columns that a query gives out; none when it cannot be read.

    Args:
        sql: One query in the dialect of DuckDB, its relations named `name` or `schema.name`.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.scope import build_scope

    try:
        scope = build_scope(sqlglot.parse_one(sql, dialect="duckdb"))
    except SqlglotError:
        return {}
    return _of_scope(scope) if scope else {}


def column_of(origins: Origins, name: str) -> frozenset[str]:
    """Where one column comes from, whether it is named or passed on with all others."""
    if name in origins:
        return origins[name]
    return frozenset(one[:-1] + name for one in origins.get(ALL, ()))


def _of_scope(scope: "Scope") -> Origins:
    if scope.set_operation_scopes:
        return _of_union([_of_scope(part) for part in scope.set_operation_scopes])
    # Not `sources`: those are all that could be named here.
    sources = {name: _of_source(source) for name, (_, source) in scope.selected_sources.items()}
    found: dict[str, frozenset[str]] = {}
    for projection in scope.expression.expressions:
        if projection.is_star:
            for origins in _chosen(projection, sources):
                for name, columns in origins.items():
                    found[name] = found.get(name, frozenset()) | columns
        else:
            found[projection.alias_or_name] = _of_expression(projection, sources)
    return found


def _of_union(parts: list[Origins]) -> Origins:
    """Columns of a union have the names of its first part, and come from all parts, by position."""
    first = parts[0]
    if any(ALL in part or len(part) != len(first) for part in parts):
        names = {name for part in parts for name in part}
        return {name: frozenset().union(*(column_of(part, name) for part in parts)) for name in names}
    columns = zip(*(part.values() for part in parts), strict=True)
    return {name: frozenset().union(*several) for name, several in zip(first, columns, strict=True)}


def _of_source(source: "Scope | exp.Table") -> Origins:
    from sqlglot import exp

    if isinstance(source, exp.Table):
        relation = f"{source.db}.{source.name}" if source.db else source.name
        return {ALL: frozenset({f"{relation}.{ALL}"})}
    return _of_scope(source)


def _chosen(projection: "exp.Expression", sources: Mapping[str, Origins]) -> list[Origins]:
    """The relations that `*` or `name.*` stands for."""
    from sqlglot import exp

    table = projection.table if isinstance(projection, exp.Column) else ""
    return [sources[table]] if table in sources else list(sources.values())


def _of_expression(expression: "exp.Expression", sources: Mapping[str, Origins]) -> frozenset[str]:
    from sqlglot import exp

    found: set[str] = set()
    for column in expression.find_all(exp.Column):
        if column.table in sources:
            found |= column_of(sources[column.table], column.name)
        else:
            # `reading.value` may be the field of a struct: then the column is called `reading`.
            for origins in sources.values():
                found |= column_of(origins, column.table or column.name)
    return frozenset(found)
