"""What a mapping may say beyond one column, one item: several columns together, and columns that are rows.

Shapes only. What must hold of them is checked in `resolve_columns`; how a table is reshaped is the business of
`ecolake.mapping` and `ecolake.mapping_reshape`.
"""

import re

from pydantic import Field

from ecolake.standards.model_base import Model

_COLUMN = re.compile(r"\{([^{}]*)\}")


def parts(template: str) -> tuple[tuple[str, str], ...]:
    """Take a template as `{year}-{month}-{day}` apart: each text and the column behind it, which is empty at the end."""
    pieces = _COLUMN.split(template)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def columns_of(template: str) -> tuple[str, ...]:
    """Return the columns that a template names."""
    return tuple(dict.fromkeys(column for _, column in parts(template) if column))


def template_fault(template: str) -> str:
    """Say why a text is no template; empty when it is one."""
    found = parts(template)
    if any(not column for _, column in found[:-1]) or any({"{", "}"} & set(text) for text, _ in found):
        return f"'{template}' has a brace that names no column"
    return (
        ""
        if columns_of(template)
        else f"'{template}' names no column; write {{column}} where its value belongs"
    )


class Unpivot(Model):
    """Columns of one record that are readings of their own: each cell becomes a row, an empty one too.

    Attributes:
        name: The item that takes the code of the column; part of the key, as it tells the readings of a record apart.
        value: The item that takes the cell.
        columns: Column to code.
        units: The unit that a column is in. It is converted to that of the item's element; where the element has none, to
            the `unit` that the code list of `name` gives for the code.
    """

    name: str
    value: str
    columns: dict[str, str] = Field(min_length=1)
    units: dict[str, str] = Field(default_factory=dict)
