"""One step of lineage: a column, and a column that it was made of."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["as_is", "computed", "constant", "unresolved"]
# From the bytes to what analysts read; a table of any other schema is a mart of a subject.
LAYERS: Final = ("landed", "accepted", "lake", "staging", "intermediate", "mart")


@dataclass(frozen=True, order=True)
class Edge:
    """One step, from the older to the newer.

    Attributes:
        from_layer: One of `LAYERS`; empty where there is nothing older, as of a constant.
        from_table: `schema.table`; of landed data `landed.<source>__<dataset>`.
        from_column: The source's own column name in landed data.
        to_layer: One of `LAYERS`.
        to_table: `schema.table`.
        to_column: The column that was made.
        kind: Taken over as it is (also when it was mapped, converted or recoded on acceptance: then `computed`), computed from
            this and perhaps others, constant, or one of which it cannot be said.
        how: The expression, the template or the unit that it was computed by; why it is unresolved.
    """

    to_table: str
    to_column: str
    from_table: str
    from_column: str
    to_layer: str
    from_layer: str
    kind: Kind
    how: str = ""

    @property
    def older(self) -> str:
        """`schema.table.column` of the older end; empty where there is none."""
        return f"{self.from_table}.{self.from_column}" if self.from_table else ""

    @property
    def newer(self) -> str:
        """`schema.table.column` of the newer end."""
        return f"{self.to_table}.{self.to_column}"
