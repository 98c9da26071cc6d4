"""The data area of a segment as readings and parameters.

Values stay the text that was sent: what is a number is the business of `ecolake.hj212.values`, so that text
and number cannot drift apart. A device sends the same names every time, so what the names mean is
worked out once per sequence of names (a plan) and then filled with values.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from ecolake.hj212.faults import FrameError, excerpt
from ecolake.hj212.pairs import split_pairs
from ecolake.hj212.times import read_time
from ecolake.hj212.values import all_numbers
from ecolake.hj212.vocabulary import Field, Vocabulary

# Field (factor, statistic, unit), text of the value, data flag, sampling time in UTC. A plain tuple: a log
# holds millions of them.
RawReading = tuple[Field, str, str | None, datetime | None]

_ABSENT: Final = -1


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a sequence of names means, by the places of the values."""

    readings: tuple[tuple[Field, int, int, int], ...]  # field, value, flag, sampling time
    parameters: tuple[tuple[str, int], ...]
    sampled: bool
    deviations: frozenset[str]


def read_area(text: str, vocabulary: Vocabulary) -> Area:
    """Read the text between `CP=&&` and `&&`.

    Raises:
        FrameError: unknown_field, or malformed when something in it is no `name=value`.
    """
    area = Area()
    if not text:
        return area
    names, values, separators = split_pairs(text, area.deviations)
    plan = _plan(names, separators, vocabulary)
    area.deviations |= plan.deviations
    area.parameters = [(name, values[place]) for name, place in plan.parameters]
    sent = (*values, None)  # an absent flag is at place -1
    if plan.sampled:
        area.readings = [
            (meaning, values[value], sent[flag] or None, _sample_time(sent[sample], area.deviations))
            for meaning, value, flag, sample in plan.readings
        ]
    else:
        area.readings = [
            (meaning, values[value], sent[flag] or None, None) for meaning, value, flag, _ in plan.readings
        ]
    if not vocabulary.data_flags.issuperset(
        [sent[flag] for _, _, flag, _ in plan.readings if flag != _ABSENT]
    ):
        area.deviations.add("unknown_data_flag")
    if not all_numbers([values[value] for _, value, _, _ in plan.readings]):
        area.deviations.add("unreadable_value")
    return area


@lru_cache(maxsize=1024)
def _plan(names: tuple[str, ...], separators: tuple[str, ...], vocabulary: Vocabulary) -> _Plan:
    readings: list[tuple[Field, int, int, int]] = []
    parameters: list[tuple[str, int]] = []
    deviations: set[str] = set()
    loose: dict[str | None, int] = {}
    values: list[tuple[Field, int]] = []  # of the item at hand, like flags and samples
    flags: dict[str | None, int] = {}
    samples: dict[str | None, int] = {}
    for place, name in enumerate(names):
        meaning = vocabulary.field(name)
        deviations.update(meaning.deviations)
        if meaning.kind == "unknown":
            raise FrameError("unknown_field", seen=excerpt(name), where_zh="数据区", where_en="data area")
        if meaning.kind == "statistic":
            values.append((meaning, place))
        elif meaning.kind == "flag":
            flags[meaning.code] = place
        elif meaning.kind == "sample_time":
            samples[meaning.code] = place
        else:
            parameters.append((meaning.name, place))
        if separators[place] != ",":
            if len({(item.code, item.statistic) for item, _ in values}) < len(values):
                deviations.add("repeated_item")
            readings += [
                (item, at, flags.get(item.code, _ABSENT), samples.get(item.code, _ABSENT))
                for item, at in values
            ]
            if not values:
                # A flag as an item of its own (`;` where the standard has `,`) holds for its factor.
                loose.update(flags)
            values, flags, samples = [], {}, {}
    whole = tuple(
        (item, at, loose.get(item.code, _ABSENT) if flag == _ABSENT else flag, sample)
        for item, at, flag, sample in readings
    )
    sampled = any(sample != _ABSENT for *_, sample in whole)
    return _Plan(whole, tuple(parameters), sampled, frozenset(deviations))


def _sample_time(digits: str | None, deviations: set[str]) -> datetime | None:
    if digits is None:
        return None
    moment = read_time(digits)
    if moment is None:
        deviations.add("unreadable_sample_time")
    return moment
