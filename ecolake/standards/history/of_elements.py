"""What a change of a data element or of a code list means for the rows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ecolake.standards.data_types import DataType, parse_type
from ecolake.standards.history.change import Found, Judgement, differing, shortened, words
from ecolake.standards.history.codes import Code
from ecolake.standards.history.things import Thing

Values = Mapping[str, Any]
SHOWN = 6


def element_changes(old: Thing, new: Thing) -> Iterator[Found]:
    """Compare an element with what it was."""
    for key in sorted({*old.values, *new.values} - {"version"}):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            judge = _ELEMENT.get(key)
            judgement: Judgement = judge(before, after) if judge else "documentation"
            yield Found((key,), judgement, *replaced(key, before, after))


def codelist_changes(old: Thing, new: Thing) -> Iterator[Found]:
    """Compare a code list with what it was."""
    for key in sorted({*old.values, *new.values} - {"version"}):
        if old.values.get(key) != new.values.get(key):
            yield Found((key,), "documentation", *replaced(key, old.values.get(key), new.values.get(key)))
    before, after = old.codes, new.codes
    added = sorted(after.keys() - before.keys())
    gone = sorted(before.keys() - after.keys())
    if added:
        yield Found((), "widening", f"增加代码 {_some(added)}", f"codes were added: {_some(added)}")
    if gone:
        yield Found((), "narrowing", f"删除代码 {_some(gone)}", f"codes were removed: {_some(gone)}")
    yield from _spans(before, after, sorted(before.keys() & after.keys()))


def replaced(key: str, before: Any, after: Any) -> tuple[str, str]:
    """Say in both languages that a value was added, removed or replaced.

    Of a mapping the keys that differ are shown alone; words that changed in both languages, each in its own.
    """
    if before is None:
        said = shortened(words(after))
        return f"新增 {key}：{said}", f"{key} was added: {said}"
    if after is None:
        said = shortened(words(before))
        return f"删除 {key}（原为 {said}）", f"{key} was removed (it was {said})"
    if isinstance(before, dict) and isinstance(after, dict):
        inside = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        parts = {name: replaced(f"{key}.{name}", before.get(name), after.get(name)) for name in inside}
        if set(parts) == {"zh", "en"}:
            return parts["zh"][0], parts["en"][1]
        return "；".join(zh for zh, _ in parts.values()), "; ".join(en for _, en in parts.values())
    old, new = differing(before, after)
    return f"{key} 由 {old} 改为 {new}", f"{key} was {old}, is {new}"


def more_or_less(_before: Any, after: Any) -> Judgement:
    """A demand that is there narrows, one that has gone widens; another one may refuse rows that passed."""
    return "widening" if after is None else "narrowing"


def switched_on(before: Any, after: Any) -> Judgement:
    """A demand that is on or off."""
    return "narrowing" if after and not before else "widening"


def _switched_off(before: Any, after: Any) -> Judgement:
    return switched_on(after, before)


def _broken(_before: Any, _after: Any) -> Judgement:
    return "breaking"


def _type(before: Any, after: Any) -> Judgement:
    old, new = _parsed(before), _parsed(after)
    if old is None or new is None or old.name != new.name:
        return "breaking"
    if old.name == "decimal" and new.scale < old.scale and new.size - new.scale > old.size - old.scale:
        return "breaking"
    wider = new.size - new.scale >= old.size - old.scale and new.scale >= old.scale
    return "widening" if wider else "narrowing"


def _parsed(value: Any) -> DataType | None:
    try:
        return value if isinstance(value, DataType) else parse_type(str(value))
    except ValueError:
        return None


def _range(before: Any, after: Any) -> Judgement:
    if before is None or after is None:
        return more_or_less(before, after)
    (old_low, old_high), (new_low, new_high) = before, after
    kept_low = new_low is None or (old_low is not None and new_low <= old_low)
    kept_high = new_high is None or (old_high is not None and new_high >= old_high)
    return "widening" if kept_low and kept_high else "narrowing"


def _accepts(before: Any, after: Any) -> Judgement:
    return "widening" if set(before or ()) <= set(after or ()) else "narrowing"


_ELEMENT: Mapping[str, Callable[[Any, Any], Judgement]] = {
    "type": _type,
    "unit": _broken,
    "accepts": _accepts,
    "range": _range,
    "pattern": more_or_less,
    "codes": more_or_less,
    "check": more_or_less,
    "rounded": _switched_off,
}


def _spans(before: Mapping[str, Code], after: Mapping[str, Code], both: list[str]) -> Iterator[Found]:
    moved = [code for code in both if before[code].spans != after[code].spans]
    shorter = [code for code in moved if not _covers(after[code].spans, before[code].spans)]
    longer = [code for code in moved if code not in shorter]
    told = [code for code in both if before[code].cells != after[code].cells]
    if shorter:
        zh, en = f"缩短代码有效期 {_some(shorter)}", f"codes are in force for fewer days: {_some(shorter)}"
        yield Found((), "narrowing", zh, en)
    if longer:
        zh, en = f"延长代码有效期 {_some(longer)}", f"codes are in force for more days: {_some(longer)}"
        yield Found((), "widening", zh, en)
    if told:
        zh, en = f"修改代码的说明 {_some(told)}", f"what is said of codes changed: {_some(told)}"
        yield Found((), "documentation", zh, en)


def _covers(after: tuple[tuple[date, date], ...], before: tuple[tuple[date, date], ...]) -> bool:
    return all(any(new[0] <= old[0] and old[1] <= new[1] for new in after) for old in before)


def _some(codes: list[str]) -> str:
    listed = ", ".join(codes[:SHOWN])
    return listed if len(codes) <= SHOWN else f"{listed} … ({len(codes)})"
