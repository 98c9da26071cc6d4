"""The table `lake.method_figure`: every threshold that a subject works with, and what it rests on, for the models and for whoever asks why."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import Row, create_table

if TYPE_CHECKING:
    import duckdb
    from pydantic import BaseModel

METHOD_FIGURE: Final = Relation(
    "method_figure",
    "",
    "方法参数及其依据，每个一行 · figures that methods work with, one row each, and what they rest on",
    (
        Column("method", "VARCHAR", "方法", "method", "The file below standards/methods"),
        Column("figure", "VARCHAR", "参数", "figure", "Its place in the file"),
        Column("value", "DOUBLE", "取值", "value"),
        Column("basis", "VARCHAR", "依据类型", "basis", "sourced or proposed"),
        Column("source", "VARCHAR", "来源", "source", "Of a sourced figure"),
        Column("reason", "VARCHAR", "理由", "reason", "Of a proposed one"),
    ),
)


def create(connection: "duckdb.DuckDBPyConnection", methods: Mapping[str, "BaseModel"]) -> None:
    """Create and fill the table.

    Args:
        connection: On the build file.
        methods: What each file of methods says, by its name without ending.
    """
    rows = [row for name, said in sorted(methods.items()) for row in _rows(name, said, "")]
    create_table(connection, METHOD_FIGURE, rows)


def _rows(method: str, said: object, place: str) -> Iterator[Row]:
    from pydantic import BaseModel

    from ecolake.standards.methods.figure import Figure

    if isinstance(said, Figure):
        yield (method, place, said.value, said.basis, said.source, said.reason)
    elif isinstance(said, BaseModel):
        for name in type(said).model_fields:
            yield from _rows(method, getattr(said, name), f"{place}.{name}".lstrip("."))
    elif isinstance(said, Mapping):
        for name, one in said.items():
            yield from _rows(method, one, f"{place}.{name}".lstrip("."))
