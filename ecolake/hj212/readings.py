"""The data area of a segment: readings and parameters between `CP=&&` and `&&`.

`name=value`; `,` separates the values of one item, `;` the items (HJ 212-2017 6.3.3). Values stay the text that was
sent: turning them into numbers is the business of `ecolake.hj212.values`, so that text and number cannot drift apart.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ecolake.hj212.faults import FrameError, excerpt
from ecolake.hj212.times import read_time
from ecolake.hj212.vocabulary import Field, Vocabulary

# Field (factor, statistic, unit), text of the value, data flag, sampling time in UTC. A plain tuple: a log holds
# millions of them.
RawReading = tuple[Field, str, str | None, datetime | None]

TEXT_MARK: Final = "//"  # the text of an Info stands between two of them and may hold any separator
_ITEMS: Final = re.compile(r"(?://.*?//|[^;])+", re.DOTALL)
_VALUES: Final = re.compile(r"(?://.*?//|[^,])+", re.DOTALL)


@dataclass(slots=True)
class Area:
    """What a data area holds.

    Attributes:
        readings: Readings in the order sent.
        parameters: Name and text of everything else, DataTime included.
        deviations: Codes of `hj212_deviation`.
    """

    readings: list[RawReading] = field(default_factory=list)
    parameters: list[tuple[str, str]] = field(default_factory=list)
    deviations: set[str] = field(default_factory=set)


def read_area(text: str, vocabulary: Vocabulary) -> Area:
    """Read the text between `CP=&&` and `&&`.

    Raises:
        FrameError: unknown_field, or malformed when an item is no `name=value`.
    """
    area = Area()
    if not text:
        return area
    loose: dict[str, str] = {}
    for item in _items(text, area.deviations):
        _read_item(item, vocabulary, area, loose)
    if loose:
        # The flag came as an item of its own (`;` where the standard has `,`).
        area.readings = [
            (name, raw, loose.get(name.code or "") if flag is None else flag, sampled)
            for name, raw, flag, sampled in area.readings
        ]
    if any(flag is not None and flag not in vocabulary.data_flags for _, _, flag, _ in area.readings):
        area.deviations.add("unknown_data_flag")
    return area


def _items(text: str, deviations: set[str]) -> list[str]:
    if text[-1] == ";":
        deviations.add("trailing_separator")
        text = text[:-1]
    items = _ITEMS.findall(text) if TEXT_MARK in text else text.split(";")
    filled = [item for item in items if item and not item.isspace()]
    if len(filled) < len(items):
        deviations.add("stray_separator")
    return filled


def _pairs(item: str, deviations: set[str]) -> list[str]:
    """The `name=value` of one item; a value without a name belongs to the name before it."""
    parts = _VALUES.findall(item) if TEXT_MARK in item else item.split(",")
    if item.count("=") == len(parts):
        return parts
    pairs: list[str] = []
    for part in parts:
        if "=" in part:
            pairs.append(part)
        elif not part.strip():
            deviations.add("stray_separator")
        elif pairs:
            deviations.add("value_list")
            pairs[-1] += f",{part}"
        else:
            _refuse(item, f"“{excerpt(part)}”没有名称或“=”", f"'{excerpt(part)}' has no name or no '='")
    return pairs


def _read_item(item: str, vocabulary: Vocabulary, area: Area, loose: dict[str, str]) -> None:
    found: list[tuple[Field, str]] = []
    flags: dict[str | None, str] = {}
    samples: dict[str | None, datetime | None] = {}
    known = vocabulary.known
    for pair in _pairs(item, area.deviations):
        name, _, value = pair.partition("=")
        meaning = known.get(name) or _look_up(name, vocabulary, area.deviations)
        kind = meaning.kind
        if meaning.deviations:
            area.deviations.update(meaning.deviations)
        if value and (value[0] == " " or value[-1] == " "):
            area.deviations.add("blank")
            value = value.strip()
        if "=" in value and TEXT_MARK not in value:
            _refuse(pair, f"“{excerpt(pair)}”缺少分隔符", f"a separator is missing in '{excerpt(pair)}'")
        if kind == "statistic":
            found.append((meaning, value))
        elif kind == "flag":
            flags[meaning.code] = value
        elif kind == "sample_time":
            moment = samples[meaning.code] = read_time(value)
            if moment is None:
                area.deviations.add("unreadable_sample_time")
        elif kind == "unknown":
            raise FrameError("unknown_field", seen=excerpt(name), where_zh="数据区", where_en="data area")
        else:
            area.parameters.append((meaning.name, value))
    for meaning, value in found:
        area.readings.append((meaning, value, flags.get(meaning.code), samples.get(meaning.code)))
    if not found:
        loose.update((code, flag) for code, flag in flags.items() if code)


def _look_up(name: str, vocabulary: Vocabulary, deviations: set[str]) -> Field:
    stripped = name.strip()
    if stripped != name:
        deviations.add("blank")
    return vocabulary.field(stripped)


def _refuse(item: str, zh: str, en: str) -> None:
    where = excerpt(item)
    raise FrameError("malformed", seen_zh=f"{zh}（数据项“{where}”）", seen=f"{en} (item '{where}')")
