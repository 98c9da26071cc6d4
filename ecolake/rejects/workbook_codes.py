"""The codes that a cell may hold, in the source's own words: a sheet of lists, to which the drop-downs point."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.source import Mapping

NAME: Final = "代码 codes"
_ABOVE: Final = 2
_WIDE: Final = 4

# A code, and what it means in Chinese and English.
Choice = tuple[str, str, str]


def choices(item: Item, mapping: Mapping) -> tuple[Choice, ...]:
    """The codes that the source writes for an item, with their meaning; none where any text may stand, or several codes."""
    coded = mapping.codes.get(item.name)
    own = dict(coded.values) if coded else {}
    if item.each is not None or (coded and coded.separator):
        return ()
    if item.element is not None and item.element.type.name == "boolean":
        return tuple(
            (code, meaning, meaning) for code, meaning in (own or {"true": "是", "false": "否"}).items()
        )
    if item.codes is None:
        return ()
    titles = {
        code: (item.codes.title_of(code, "zh"), item.codes.title_of(code, "en"))
        for code in item.codes.sorted_codes
    }
    translated = [(code, *titles.get(ours, ("", ""))) for code, ours in own.items()]
    others = [(code, *titles[code]) for code in titles if code not in own.values() and code not in own]
    return (*translated, *others)


@dataclass
class CodeSheet:
    """The lists of one workbook, each list once."""

    lists: dict[tuple[Choice, ...], list[str]] = field(default_factory=dict)

    def range_of(self, dataset: Dataset, column: str, mapping: Mapping) -> str | None:
        """Where the codes of a source's column stand, as a formula; None where it has none."""
        item = mapping.map.get(column)
        found = choices(dataset.items[item], mapping) if item else ()
        if not found:
            return None
        self.lists.setdefault(found, []).append(f"{dataset.title.zh} {column}")
        at = _letters(list(self.lists).index(found) * _WIDE)
        return f"='{NAME}'!${at}${_ABOVE + 1}:${at}${_ABOVE + len(found)}"

    def write(self, page: Any, head: Any, text: Any) -> None:
        """Write all lists side by side, row by row, as a workbook in bounded memory wants it."""
        for place, columns in enumerate(self.lists.values()):
            page.set_column(place * _WIDE, place * _WIDE, 16)
            page.set_column(place * _WIDE + 1, place * _WIDE + 2, 24)
            page.write_string(0, place * _WIDE, "；".join(columns)[:2_000], head)
        for place in range(len(self.lists)):
            for offset, word in enumerate(("代码 code", "含义", "meaning")):
                page.write_string(1, place * _WIDE + offset, word, head)
        for row in range(max(map(len, self.lists), default=0)):
            for place, offset, word in self._row(row):
                page.write_string(_ABOVE + row, place * _WIDE + offset, word, text)

    def _row(self, row: int) -> Iterator[tuple[int, int, str]]:
        for place, found in enumerate(self.lists):
            if row < len(found):
                for offset, word in enumerate(found[row]):
                    yield place, offset, word


def _letters(column: int) -> str:
    """The name of a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
