"""How a sheet of standards looks: a frozen heading in two languages, filters, wrapped text.

Cells are inert: a text that a spreadsheet would compute is written as the text that it is. The same sheets give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

Cell = str | int
Column = tuple[str, float]

_CELL: Final = 32_767
_HEADING: Final = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F5F5B",
    "border": 1,
    "border_color": "#D0D7D6",
    "text_wrap": True,
    "valign": "vcenter",
}
_BODY: Final = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#E3E8E7"}


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: At most 31 characters.
        columns: Heading and width in characters.
        rows: As wide as there are columns.
        frozen: Columns that stay when the sheet is moved sideways.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    frozen: int


def write_sheets(stream: BinaryIO, title: str, created: datetime, sheets: Sequence[Sheet]) -> None:
    """Write a workbook.

    Args:
        stream: Where to.
        title: Title of the workbook.
        created: Its date; the clock would make every rendering another file.
        sheets: In order.
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "created": created})
        heading = book.add_format(_HEADING)
        text = book.add_format({**_BODY, "num_format": "@"})
        number = book.add_format(_BODY)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, heading, text, number)


def _write(page: Any, sheet: Sheet, heading: Any, text: Any, number: Any) -> None:
    page.freeze_panes(1, sheet.frozen)
    page.set_row(0, 32)
    for place, (name, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(0, place, name, heading)
    for line, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(line, place, value, number)
            else:
                page.write_string(line, place, value[:_CELL], text)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
