"""The data area of a segment as names and values, before they mean anything.

`name=value`; `,` separates the values of one item, `;` the items (HJ 212-2017 6.3.3). What a name stands for
is the business of `ecolake.hj212.readings`.
"""

import re
from typing import Final, NamedTuple, NoReturn

from ecolake.hj212.faults import FrameError, excerpt

TEXT_MARK: Final = "//"  # the text of an Info stands between two of them and may hold any separator

# A name starts at the beginning or behind a separator: without the first group a long text that has no "=" is
# searched from each of its characters.
_PAIR: Final = re.compile(r"(?<![^=,;])([^=,;]++)=([^=,;]*)([,;]?)")
_ITEMS: Final = re.compile(r"(?://.*?//|[^;])+", re.DOTALL)
_VALUES: Final = re.compile(r"(?://.*?//|[^,])+", re.DOTALL)
_BLANKS: Final = re.compile(r"//.*?//|\s*([;,=])\s*", re.DOTALL)


class Pairs(NamedTuple):
    """Names, values and the separator behind each pair, in the order sent."""

    names: tuple[str, ...]
    values: tuple[str, ...]
    separators: tuple[str, ...]


def split_pairs(text: str, deviations: set[str]) -> Pairs:
    """Split the text between `CP=&&` and `&&`.

    Args:
        text: The data area.
        deviations: Takes the codes of what was tolerated.

    Raises:
        FrameError: malformed, when something in it is no `name=value`.
    """
    if text[-1:] == ";":
        deviations.add("trailing_separator")
        text = text[:-1]
    equals = text.count("=")
    if equals == text.count(",") + text.count(";") + 1 and " " not in text:
        found = _PAIR.findall(text)
        # One match for each "=" and one separator between two matches: nothing was passed over.
        if len(found) == equals:
            return Pairs._make(zip(*found, strict=True))
    return _split_carefully(text, deviations)


def _split_carefully(text: str, deviations: set[str]) -> Pairs:
    trimmed = _BLANKS.sub(lambda match: match[1] or match[0], text)
    if trimmed != text:
        deviations.add("blank")
    items = _ITEMS.findall(trimmed) if TEXT_MARK in trimmed else trimmed.split(";")
    names: list[str] = []
    values: list[str] = []
    separators: list[str] = []
    for item in items:
        pairs = _item_pairs(item, deviations)
        for pair in pairs:
            name, _, value = pair.partition("=")
            if "=" in value and TEXT_MARK not in value:
                _refuse(pair, "缺少分隔符", "a separator is missing")
            names.append(name)
            values.append(value)
            separators.append(",")
        if pairs:
            separators[-1] = ";"
        elif text:
            deviations.add("stray_separator")
    return Pairs(tuple(names), tuple(values), tuple(separators))


def _item_pairs(item: str, deviations: set[str]) -> list[str]:
    """The `name=value` of one item; a value without a name belongs to the name before it."""
    pairs: list[str] = []
    if not item:
        return pairs
    for part in _VALUES.findall(item) if TEXT_MARK in item else item.split(","):
        if "=" in part:
            pairs.append(part)
        elif not part:
            deviations.add("stray_separator")
        elif pairs:
            deviations.add("value_list")
            pairs[-1] += f",{part}"
        else:
            _refuse(part, "没有“名称=”", "there is no 'name='")
    return pairs


def _refuse(part: str, zh: str, en: str) -> NoReturn:
    where = excerpt(part)
    raise FrameError("malformed", seen_zh=f"“{where}”{zh}", seen=f"{en} in '{where}'")
