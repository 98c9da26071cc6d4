"""Which unit the readings of one code are kept in: the element's, or that which the code list gives for the code.

A table of readings of several substances has one column of values; carbon monoxide is in mg/m3 there and the rest in ug/m3,
as GB 3095 has them. Its element then names no unit, and the list of the substances does.
"""

from ecolake.standards.catalogue import Item

_COLUMN = "unit"


def reading_unit(value: Item, name: Item, code: str) -> str | None:
    """Return the unit that the readings of a code are kept in; None where nothing says it.

    Args:
        value: The item that takes the reading.
        name: The item that takes the code.
        code: The code.
    """
    if value.element is not None and value.element.unit:
        return value.element.unit
    said = name.codes.said_of(code, _COLUMN) if name.codes else ""
    return said or None
