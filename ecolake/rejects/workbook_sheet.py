"""One dataset's rejected rows on a sheet: what was wrong on the left, the source's own columns to mend on the right.

The first row is hidden and says to the reader (`returned`) which column is which; the heading below is for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ecolake.rejects.outgoing import Outgoing
from ecolake.rejects.returned import HEADING, ROW
from ecolake.rejects.rows import AS_RECEIVED
from ecolake.rejects.sent import CELL, COLUMN, SEAL, shown
from ecolake.rejects.workbook_codes import CodeSheet
from ecolake.standards.catalogue import Dataset
from ecolake.standards.model_base import Text

# Heading, mark and width of our own columns; the first is hidden.
_OURS: Final = (
    ("平台标识 seal", SEAL, 4),
    ("文件 file", "", 26),
    ("行 row", ROW, 8),
    ("涉及列 columns", "", 18),
    ("原因 reason (zh)", "", 40),
    ("原因 reason (en)", "", 40),
    ("处理 what to do", "", 34),
)
# Beyond it a workbook opens slowly; the reason stands on the left of each line as well.
_COMMENTS: Final = 2_000
_NAME: Final = 31
# Points; not every program fits a row to its text by itself.
LINE: Final = 15
_TALLEST: Final = 6
_ACROSS: Final = 36
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
# People may look for things, but lines keep their places.
_ALLOWED: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "select_locked_cells": True,
}


@dataclass(frozen=True)
class Forms:
    """The ways a cell looks; only what may be mended is not locked."""

    head: Any
    note: Any
    plain: Any
    wrong: Any
    kept: Any
    title: Any

    @classmethod
    def of(cls, book: Any) -> "Forms":
        """Make them for a workbook."""
        top = {"valign": "top"}
        text = {"num_format": "@", **top}
        return cls(
            head=book.add_format(
                {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, **top}
            ),
            note=book.add_format({"text_wrap": True, **top}),
            plain=book.add_format({"locked": False, **text}),
            wrong=book.add_format({"locked": False, "bg_color": "#FFC7CE", "font_color": "#9C0006", **text}),
            kept=book.add_format({"font_color": "#808080", **text}),
            title=book.add_format({"bold": True, "font_size": 14, **top}),
        )


class RowSheet:
    """The sheet of one dataset in one workbook, written from above downwards.

    Args:
        page: The worksheet.
        forms: How cells look.
        dataset: The standard, with its mapping.
        others: Columns of the source that nothing is taken from: shown, and not to be mended.
        as_received: Whether some records were no rows, so that they have to be shown whole.
    """

    def __init__(
        self, page: Any, forms: Forms, dataset: Dataset, others: list[str], *, as_received: bool
    ) -> None:
        self.dataset = dataset
        self.lines = 0
        self._page, self._forms, self._others = page, forms, others
        self._mapped: Mapping[str, tuple[str, ...]] = dataset.mapping.items_of if dataset.mapping else {}
        self._whole = len(_OURS) if as_received else None
        self._first = len(_OURS) + bool(as_received)
        self._comments = 0
        self._open()

    def _open(self) -> None:
        page, forms = self._page, self._forms
        page.freeze_panes(HEADING, 3)
        page.protect("", _ALLOWED)
        print_wide(page)
        for column, (_, _, width) in enumerate(_OURS):
            page.set_column(column, column, width, None, {"hidden": column == 0})
        last = self._first + len(self._mapped)
        page.set_column(self._first, last - 1, 18, forms.plain)
        if self._others:
            page.set_column(last, last + len(self._others) - 1, 14)
        page.set_row(0, None, None, {"hidden": True})
        page.set_row(1, 3 * LINE)
        for column, (_, mark, _) in enumerate(_OURS):
            page.write_string(0, column, mark, forms.kept)
        for column, name in enumerate(self._mapped, start=self._first):
            page.write_string(0, column, COLUMN + name, forms.kept)
        for column, (heading, _, _) in enumerate(_OURS):
            page.write_string(1, column, heading, forms.head)
        if self._whole is not None:
            page.set_column(self._whole, self._whole, 40)
            page.write_string(1, self._whole, f"收到的原文 {AS_RECEIVED}", forms.head)
        for column, (name, items) in enumerate(self._mapped.items(), start=self._first):
            titles = [self.dataset.items[item].title for item in items]
            words = (name, "、".join(one.zh for one in titles), ", ".join(one.en for one in titles))
            page.write_string(1, column, shown("\n".join(words)), forms.head)
        for column, name in enumerate(self._others, start=last):
            page.write_string(1, column, f"{shown(name)}\n（不采集 not taken）", forms.head)

    def write(self, line: Outgoing) -> None:
        """Write the next line."""
        page, forms, sent = self._page, self._forms, line.sent
        at = HEADING + self.lines
        self.lines += 1
        latest, more = sent.places[0], len(sent.places) - 1
        file = f"{latest.file}\n（另有 {more} 次 and {more} more）" if more else latest.file
        page.set_row(at, LINE * min(_TALLEST, max(2, *(_lines(one) for one in (line.reason, line.todo)))))
        page.write_string(at, 0, sent.seal, forms.kept)
        page.write_string(at, 1, shown(file), forms.note)
        page.write_number(at, 2, latest.row, forms.note)
        notes = ("、".join(line.wrong), line.reason.zh, line.reason.en, f"{line.todo.zh}\n{line.todo.en}")
        for column, note in enumerate(notes, start=3):
            page.write_string(at, column, shown(note), forms.note)
        if self._whole is not None and line.as_received is not None:
            page.write_string(at, self._whole, shown(line.as_received), forms.kept)
        for column, name in enumerate(self._mapped, start=self._first):
            self._write_value(at, column, sent.values.get(name), line.wrong.get(name))
        for column, name in enumerate(self._others, start=self._first + len(self._mapped)):
            if value := sent.values.get(name):
                page.write_string(at, column, shown(value), forms.kept)

    def _write_value(self, at: int, column: int, value: str | None, wrong: Text | None) -> None:
        text, forms = shown(value), self._forms
        # An empty cell at fault is marked too: it is what must be filled in.
        form = forms.wrong if wrong else forms.kept if len(text) > CELL else forms.plain
        if text:
            self._page.write_string(at, column, text, form)
        elif wrong:
            self._page.write_blank(at, column, None, form)
        if wrong and self._comments < _COMMENTS:
            self._comments += 1
            self._page.write_comment(
                at, column, f"{wrong.zh}\n{wrong.en}", {"author": "Ecolake", "x_scale": 2, "y_scale": 1.5}
            )

    def close(self, codes: CodeSheet) -> None:
        """Add the drop-downs, now that the number of lines is known."""
        mapping = self.dataset.mapping
        if mapping is None or not self.lines:
            return
        for column, name in enumerate(self._mapped, start=self._first):
            where = codes.range_of(self.dataset, name, mapping)
            if where is not None:
                self._page.data_validation(
                    HEADING,
                    column,
                    HEADING + self.lines - 1,
                    column,
                    {
                        "validate": "list",
                        "source": where,
                        # A mark for a missing value is in no list: asked about, and let through.
                        "error_type": "warning",
                        "error_title": "不在代码表中",
                        "error_message": "该值不在“代码 codes”页中。 The value is not on the sheet of codes.",
                    },
                )


def _lines(text: Text) -> int:
    """About how many lines a note takes; a Chinese character is as wide as two others."""
    return max(-(-2 * len(text.zh) // _ACROSS), -(-len(text.en) // _ACROSS))


def print_wide(page: Any) -> None:
    """Print all columns on one page of A3."""
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)


def sheet_name(title: str, taken: set[str]) -> str:
    """A legal name of a sheet that is not taken yet."""
    base = title.translate(_FORBIDDEN)
    name, count = base[:_NAME], 1
    while name.lower() in taken:
        count += 1
        tail = f" ({count})"
        name = base[: _NAME - len(tail)] + tail
    taken.add(name.lower())
    return name
