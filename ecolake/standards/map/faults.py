"""What makes the query of a layer wrong: it does not parse, reads what is not there, gives too little, or gives away too much.

The queries are looked at, not run: whether a mart has a column is found when the layer is built.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.map.layer import Layer

if TYPE_CHECKING:
    from sqlglot import exp

Fault = tuple[tuple[str, ...], str, str, str]
ID = "id"
# What the builder adds to the columns of a query.
MADE = ("geometry", "bbox", "geometry_origin", "geometry_mended", "grade_class")


def faults_of(layer: Layer, standards: Standards) -> Iterator[Fault]:
    """Find what is wrong with a layer: keys of it, code, words and hint.

    Args:
        layer: As it was read.
        standards: Whose datasets the query may read.
    """
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        parsed = sqlglot.parse(layer.query, read="duckdb")
    except SqlglotError as error:
        yield ("query",), "bad_rule", f"the query does not parse: {str(error).splitlines()[0]}", ""
        return
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        yield ("query",), "bad_rule", "the query is not one SELECT", ""
        return
    yield from _columns(layer, parsed[0])
    yield from _tables(layer, parsed[0], standards)


def _columns(layer: Layer, query: "exp.Query") -> Iterator[Fault]:
    given = query.named_selects
    if query.is_star or len(set(given)) < len(given):
        yield ("query",), "bad_rule", "the query names each of its columns, and each once", ""
        return
    if given[:1] != [ID]:
        yield ("query",), "bad_rule", f"the first column of the query is '{ID}'", ""
    for name in set(given).intersection(MADE):
        yield ("query",), "reserved_name", f"'{name}' is a column that the builder makes", ""
    wanted: list[tuple[tuple[str, ...], str]] = [(("geometry",), name) for name in layer.geometry.columns]
    wanted += [(("grading", "column"), layer.grading.column)] if layer.grading else []
    for keys, name in wanted:
        if name not in given:
            yield keys, "missing_reference", f"the query gives no column '{name}'", did_you_mean(name, given)


def _tables(layer: Layer, query: "exp.Query", standards: Standards) -> Iterator[Fault]:
    from sqlglot import exp

    words = {one.name.lower() for one in query.find_all(exp.Identifier)}
    own = {one.alias.lower() for one in query.find_all(exp.CTE)}
    for table in query.find_all(exp.Table):
        source, mark, name = table.name.lower().partition("__")
        if table.name.lower() in own or not mark:
            # A mart: that there is one is known to the release alone.
            continue
        dataset = standards.datasets.get(f"{source}.{name}")
        if dataset is None:
            hint = did_you_mean(table.name, [one.replace(".", "__", 1) for one in standards.datasets])
            yield ("query",), "missing_reference", f"there is no dataset '{table.name}'", hint
            continue
        yield from _confined(layer, dataset, words)


def _confined(layer: Layer, dataset: Dataset, words: set[str]) -> Iterator[Fault]:
    """Nothing of a person stands on a map, masked or not, and what is not open is not for all."""
    for item in dataset.items.values():
        if item.personal and item.name in words:
            said = f"'{item.name}' of {dataset.id} is personal; no layer names it"
            yield ("query",), "open_personal", said, ""
    if layer.seen_by == "public" and dataset.spec.open.type == "none":
        yield ("seen_by",), "open_personal", f"{dataset.id} is not opened to the public", ""
