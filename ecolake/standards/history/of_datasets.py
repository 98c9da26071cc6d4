"""What a change of a dataset's standard means for its rows and for who reads them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ecolake.standards.history.change import Found, Judgement
from ecolake.standards.history.of_elements import more_or_less, replaced, switched_on
from ecolake.standards.history.things import Thing

Path = tuple[str | int, ...]
Values = Mapping[str, Any]
_SEVERITIES = ("watch", "flag", "reject")
# The severity of a reference that names none.
_UNSAID = "flag"
_COMPARED_APART = frozenset({"version", "items", "rules", "references", "derive"})


def dataset_changes(old: Thing, new: Thing) -> Iterator[Found]:
    """Compare a dataset with what it was."""
    for key in sorted({*old.values, *new.values} - _COMPARED_APART):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            yield Found((key,), _own_judgement(key, after), *replaced(key, before, after))
    yield from _derivations(old.values.get("derive", ()), new.values.get("derive", ()))
    yield from _items(old.values.get("items", {}), new.values.get("items", {}), ("items",))
    yield from _rules(old.values.get("rules", ()), new.values.get("rules", ()))
    yield from _references(old.values.get("references", ()), new.values.get("references", ()))


def _own_judgement(key: str, after: Any) -> Judgement:
    if key == "changes":
        return "narrowing" if after == "refuse" else "widening"
    return "breaking" if key == "key" else "documentation"


def _derivations(before: Iterable[str], after: Iterable[str]) -> Iterator[Found]:
    old, new = list(before), list(after)
    if old != new:
        only_more = new[: len(old)] == old
        yield Found(("derive",), "widening" if only_more else "breaking", *replaced("derive", old, new))


def _items(before: Values, after: Values, path: Path) -> Iterator[Found]:
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    for name in gone:
        # The same in all but its name: the column was renamed.
        heir = next((other for other in come if after[other] == before[name]), None)
        if heir is not None:
            come.remove(heir)
            zh, en = f"数据项 {name} 改名为 {heir}", f"item {name} was renamed {heir}"
            yield Found((*path, heir), "breaking", zh, en)
        else:
            yield Found((*path, name), "breaking", f"删除数据项 {name}", f"item {name} was removed")
    for name in come:
        must = bool(after[name].get("required")) and not after[name].get("derived")
        zh, en = f"新增{'必填' * must}数据项 {name}", f"{'required ' * must}item {name} was added"
        yield Found((*path, name), "narrowing" if must else "widening", zh, en)
    for name in after:
        if name in before:
            yield from _item(before[name], after[name], (*path, name))


def _item(before: Values, after: Values, path: Path) -> Iterator[Found]:
    name = path[-1]
    for key in sorted({*before, *after} - {"each"}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        zh, en = replaced(key, old, new)
        if key == "required":
            zh, en = (
                (f"数据项 {name} 改为必填", f"item {name} is required now")
                if new
                else (f"数据项 {name} 不再必填", f"item {name} is no longer required")
            )
        else:
            zh, en = f"数据项 {name}：{zh}", f"item {name}: {en}"
        yield Found((*path, key), _item_judgement(key, old, new), zh, en)
    yield from _items(before.get("each") or {}, after.get("each") or {}, (*path, "each"))


def _item_judgement(key: str, old: Any, new: Any) -> Judgement:
    if key in {"element", "derived"}:
        return "breaking"
    if key == "required":
        return switched_on(old, new)
    if key == "arrival":
        # Rows that differ in it alone are the same row: fewer of them contradict each other.
        return switched_on(new, old)
    if key == "severity":
        return _severity(old, new)
    if key == "references" and old and new and old["to"] == new["to"]:
        return _severity(old.get("severity", _UNSAID), new.get("severity", _UNSAID))
    if key in {"references", "valid_on"}:
        return more_or_less(old, new)
    return "documentation"


def _severity(old: Any, new: Any) -> Judgement:
    before, after = (_SEVERITIES.index(one) if one in _SEVERITIES else 2 for one in (old, new))
    return "narrowing" if after > before else "widening"


def _rules(before: Iterable[Values], after: Iterable[Values]) -> Iterator[Found]:
    old = {rule["id"]: rule for rule in before}
    new = {rule["id"]: (index, rule) for index, rule in enumerate(after)}
    for name in old:
        if name not in new:
            yield Found(("rules",), "widening", f"删除规则 {name}", f"rule {name} was removed")
    for name, (index, rule) in new.items():
        if name not in old:
            yield Found(("rules", index), "narrowing", f"新增规则 {name}", f"rule {name} was added")
            continue
        for key in sorted({*old[name], *rule}):
            was, now = old[name].get(key), rule.get(key)
            if key == "assert" and " ".join(str(was).split()) == " ".join(str(now).split()):
                continue
            if was != now:
                zh, en = replaced(key, was, now)
                judged = _rule_judgement(key, was, now)
                yield Found(("rules", index, key), judged, f"规则 {name}：{zh}", f"rule {name}: {en}")


def _rule_judgement(key: str, was: Any, now: Any) -> Judgement:
    if key == "assert":
        return "narrowing"
    return _severity(was, now) if key == "severity" else "documentation"


def _references(before: Iterable[Values], after: Iterable[Values]) -> Iterator[Found]:
    old = {tuple(one["items"]): one for one in before}
    new = {tuple(one["items"]): (index, one) for index, one in enumerate(after)}
    for items in old:
        if items not in new:
            listed = ", ".join(items)
            yield Found(
                ("references",), "widening", f"删除引用 {listed}", f"the reference of {listed} was removed"
            )
    for items, (index, one) in new.items():
        listed = ", ".join(items)
        if items not in old:
            zh, en = f"新增引用 {listed} → {one['to']}", f"a reference was added: {listed} to {one['to']}"
            yield Found(("references", index), "narrowing", zh, en)
            continue
        for key in sorted({*old[items], *one} - {"items"}):
            unsaid = _UNSAID if key == "severity" else None
            was, now = old[items].get(key, unsaid), one.get(key, unsaid)
            if was != now:
                zh, en = replaced(key, was, now)
                judged: Judgement = _severity(was, now) if key == "severity" else "narrowing"
                yield Found(
                    ("references", index), judged, f"引用 {listed}：{zh}", f"reference of {listed}: {en}"
                )
