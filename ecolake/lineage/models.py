"""The steps that dbt's models take, one SELECT a model, from the manifest of the build and the columns that it made.

How one SELECT is read is the business of `columns`. The manifest is read after the build: only then is the SQL in it compiled.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ecolake.lineage.columns import Made, Schema, made_of
from ecolake.lineage.edge import Edge, Kind

_FOLDERS: Final = {"staging": "staging", "intermediate": "intermediate"}


def of_models(manifest: Mapping[str, Any], schema: Schema) -> Iterator[Edge]:
    """Yield the steps of every model that was built, by its name; what cannot be followed is a step from nowhere.

    Args:
        manifest: Of the build, with compiled SQL.
        schema: Columns and types of every relation of the build file, by `schema.table`.
    """
    nodes = {**manifest["nodes"], **manifest["sources"]}
    layers = {relation(node): layer_of(node) for node in nodes.values() if _is_relation(node)}
    for _, node in sorted(manifest["nodes"].items()):
        table = relation(node)
        if node["resource_type"] != "model" or table not in schema:
            continue
        read = [relation(nodes[name]) for name in node["depends_on"]["nodes"] if _is_relation(nodes[name])]
        made = _made(
            str(node.get("compiled_code") or ""), {one: schema[one] for one in read if one in schema}
        )
        for column in schema[table]:
            found = made if isinstance(made, str) else made.get(column.lower(), "not in the SELECT")
            yield from _edges(table, column, layers, found)


def relation(node: Mapping[str, Any]) -> str:
    """`schema.table` of a model or source."""
    return f"{node['schema']}.{node.get('alias') or node.get('identifier') or node['name']}"


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer of a model or source: accepted rows say in `meta` which dataset they are of."""
    if node["resource_type"] == "source":
        return (
            "accepted" if node["meta"].get("dataset") and not node["name"].endswith("__rejected") else "lake"
        )
    return next((layer for folder, layer in _FOLDERS.items() if folder in node["fqn"]), "mart")


def _is_relation(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] in ("model", "source", "seed", "snapshot")


def _made(sql: str, schema: Schema) -> dict[str, Made] | str:
    """What each column was made of, or why it cannot be said."""
    from sqlglot.errors import SqlglotError

    try:
        return {name.lower(): made for name, made in made_of(sql, schema).items()}
    except (SqlglotError, ValueError) as error:
        return f"the SQL cannot be read: {error}".splitlines()[0]


def _edges(table: str, column: str, layers: Mapping[str, str], found: Made | str) -> Iterator[Edge]:
    layer = layers[table]
    if isinstance(found, str):
        yield Edge(table, column, "", "", layer, "", "unresolved", found)
        return
    for place, name in found.places:
        kind: Kind = "as_is" if found.as_is else "computed"
        yield Edge(table, column, place, name, layer, layers[place], kind, found.how)
    if found.unknown:
        yield Edge(
            table, column, "", "", layer, "", "unresolved", f"leads nowhere: {', '.join(found.unknown)}"
        )
    elif not found.places:
        yield Edge(table, column, "", "", layer, "", "constant", found.how)
