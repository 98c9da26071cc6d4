"""A batch against those accepted before it: columns of another kind, units that jumped, code lists that grew.

Pure. A change is told once: what an accepted batch has shown is known from then on.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import log10
from statistics import median

from ecolake.drift.finding import Finding
from ecolake.drift.profile import (
    BOOLEAN,
    NESTED,
    NUMBER,
    NUMBER_TEXT,
    TIME,
    TIME_TEXT,
    UNTOLD,
    WORDS,
    Profile,
    Spread,
)
from ecolake.drift.unit_words import changed_unit
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import DriftPolicy, Mapping

# Factors between two units of one quantity: seconds, minutes, hours and days; per cent; kilo-, mega-; ten thousands (万), hectares.
FACTORS = (60, 100, 1_000, 3_600, 10_000, 86_400, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
# In hundredths of a decade: how near the median's move must be to a factor, the same for values that lie
# apart from all earlier ones, and how alike the moves of all quantiles.
_NEAR, _FAR = 20, 60
_ALIKE = 45
_TENFOLD = 100
# Of the way that it moved, the most that earlier batches may differ among themselves, and be near to it.
_STEADY, _DISTANT = 0.35, 0.6
# Fewer batches are no history, unless they hold that many values.
_ENOUGH_BATCHES, _ENOUGH_VALUES = 3, 500

_WORDS = {
    NUMBER: ("numbers", "数值"),
    NUMBER_TEXT: ("numbers", "数值"),
    TIME: ("times", "日期时间"),
    TIME_TEXT: ("times", "日期时间"),
    BOOLEAN: ("true or false", "是否值"),
    NESTED: ("lists", "嵌套结构"),
    WORDS: ("text", "文字"),
}
_TEXTS = frozenset({NUMBER_TEXT, TIME_TEXT, WORDS})
_LONGEST_CODE = 10
_MOST_NAMED = 6


def compare(
    now: Profile,
    past: Sequence[Profile],
    dataset: Dataset,
    mapping: Mapping,
    policy: DriftPolicy,
    received: date,
) -> list[Finding]:
    """Say what a batch does otherwise than those before it.

    Args:
        now: The batch.
        past: Accepted batches that were landed before it, in that order; without any, only codes are judged.
        dataset: The standard.
        mapping: The source's mapping.
        policy: What becomes of a change.
        received: The day on which it was received.
    """
    return [
        *_retyped(now, past, mapping, policy),
        *_jumped(now, past, dataset, mapping, policy, received),
        *_grown(now, past, dataset, mapping, policy),
    ]


def _retyped(
    now: Profile, past: Sequence[Profile], mapping: Mapping, policy: DriftPolicy
) -> Iterator[Finding]:
    for column, kind in now.kinds.items():
        seen = {earlier.kinds.get(column, UNTOLD) for earlier in past} - {UNTOLD}
        # A column that has been of several kinds may be of any; and words may be anything.
        if kind == UNTOLD or len(seen) != 1 or column not in mapping.items_of:
            continue
        (before,) = seen
        if before == kind or (before == WORDS and kind in _TEXTS):
            continue
        item = "、".join(mapping.items_of[column])
        (was, was_zh), (is_, is_zh) = _named(before, kind)
        yield Finding(
            "retyped",
            policy.retyped,
            column,
            item,
            f"column '{column}' ({item}) held {was} and holds {is_} now",
            f"列“{column}”（{item}）原为{was_zh}，现为{is_zh}",
        )


def _named(before: str, now: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two kinds in words; numbers that are written as text now are said to be."""
    was, is_ = _WORDS[before], _WORDS[now]
    if was != is_:
        return was, is_
    typed, text = (f"typed {was[0]}", f"{was[1]}类型"), (f"{was[0]} written as text", f"写成文本的{was[1]}")
    return (text, typed) if before in _TEXTS else (typed, text)


def _jumped(
    now: Profile,
    past: Sequence[Profile],
    dataset: Dataset,
    mapping: Mapping,
    policy: DriftPolicy,
    received: date,
) -> Iterator[Finding]:
    columns = {item: column for column, item in mapping.map.items()}
    for name, spread in now.spreads.items():
        earlier = [p.spreads[name] for p in past if name in p.spreads and p.spreads[name].unit == spread.unit]
        factors = jump(spread, earlier)
        if not factors:
            continue
        title, stated = dataset.items[name].title, mapping.unit_of(name, received)
        # Where two factors are near, the one between units that people use.
        named = ((one, changed_unit(dataset.items[name], stated, one)) for one in factors)
        factor, units = next((pair for pair in named if pair[1]), (factors[0], None))
        size = f"{factor:,}" if factor > 0 else f"1/{-factor:,}"
        guess, guess_zh = units.guess if units else ("its unit seems to have changed", "疑似单位改变")
        yield Finding(
            "unit",
            policy.unit,
            columns.get(name, ""),
            name,
            f"the median of {title.en} ({name}) became about {size} times what it was, {guess}",
            f"{title.zh}（{name}）中位数变为以往的约 {size} 倍，{guess_zh}",
        )


def jump(now: Spread, past: Sequence[Spread]) -> list[int]:
    """The factors by which a quantity's values may all have moved, the nearest first; negative for an inverse, none for no such move.

    The median must have moved by about a factor between units, and further from every earlier batch than these differ among
    themselves. Besides, either all quantiles moved alike and the earlier batches agree, or the values lie apart from all earlier
    ones. Seasons, storms and small samples fail one of these.
    """
    if not past or (len(past) < _ENOUGH_BATCHES and sum(one.values for one in past) < _ENOUGH_VALUES):
        return []
    columns = list(zip(*(one.quantiles for one in past), strict=True))
    moves = [value - median(column) for value, column in zip(now.quantiles, columns, strict=True)]
    middles = columns[len(columns) // 2]
    middle, move = now.quantiles[len(columns) // 2], moves[len(columns) // 2]
    varied = max(middles) - min(middles)
    distance = min(abs(middle - earlier) for earlier in middles)
    alike = (
        max(moves) - min(moves) <= _ALIKE
        and varied <= _STEADY * abs(move)
        and distance >= _DISTANT * abs(move)
    )
    apart = (
        now.quantiles[0] > max(columns[-1]) if move > 0 else now.quantiles[-1] < min(columns[0])
    ) and distance >= max(_TENFOLD, varied)
    if not (alike or apart):
        return []
    near = _FAR if apart else _NEAR
    off = {factor: abs(100 * log10(factor) - abs(move)) for factor in FACTORS}
    found = sorted((factor for factor in FACTORS if off[factor] <= near), key=lambda one: (off[one], one))
    return [factor if move > 0 else -factor for factor in found]


def _grown(
    now: Profile, past: Sequence[Profile], dataset: Dataset, mapping: Mapping, policy: DriftPolicy
) -> Iterator[Finding]:
    columns = {item: column for column, item in mapping.map.items()}
    owner = dataset.spec.owner
    for name, codes in now.unlisted.items():
        fresh = sorted(set(codes) - {code for earlier in past for code in earlier.unlisted.get(name, ())})
        if not fresh:
            continue
        title = dataset.items[name].title
        share = f"{now.shares.get(name, 0):.0f} %"
        named = _codes_named(fresh)
        yield Finding(
            "codes",
            policy.codes,
            columns.get(name, ""),
            name,
            f"{share} of {title.en} ({name}) are codes that its list has not: {named}",
            f"{title.zh}（{name}）有 {share} 的取值不在代码表中：{named}",
            f"{owner.zh} {owner.en}" if owner else "",
        )


def _codes_named(codes: Sequence[str]) -> str:
    """The codes themselves, as far as they can be codes: in a column that slipped stand names and numbers of persons."""
    shown = [code for code in codes if len(code) <= _LONGEST_CODE and code.isascii() and code.isprintable()]
    words = ", ".join(shown[:_MOST_NAMED])
    rest = len(codes) - len(shown[:_MOST_NAMED])
    return " ".join(filter(None, (words, f"(+{rest})" if rest else "")))
