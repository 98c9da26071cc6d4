"""What a change of a source or of a written document means.

A source says how a department sends its rows, which no standard of a dataset says: such a change needs no version, and
`ecolake standards impact` tells which rows it turns.
"""

from collections.abc import Iterator, Mapping

from ecolake.standards.history.change import Found, Judgement
from ecolake.standards.history.of_elements import replaced
from ecolake.standards.history.things import Thing


def source_changes(old: Thing, new: Thing) -> Iterator[Found]:
    """Compare a source with what it was; the path of a dataset's mapping begins with `datasets` and its name."""
    for key in sorted({*old.values, *new.values} - {"datasets"}):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            yield Found((key,), "delivery", *replaced(key, before, after))
    before, after = old.values.get("datasets") or {}, new.values.get("datasets") or {}
    for name in sorted({*before, *after}):
        if name not in after:
            yield Found(("datasets", name), "delivery", f"{name} 不再报送", f"{name} is no longer delivered")
        elif name not in before:
            yield Found(("datasets", name), "delivery", f"{name} 开始报送", f"{name} is delivered now")
        else:
            yield from _mapping(name, before[name], after[name])


def _mapping(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Found]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            path = ("datasets", name, key)
            yield Found(
                path, "delivery", f"{name} 的接入方式 {key} 改变", f"how {name} arrives changed: {key}"
            )


def document_changes(old: Thing, new: Thing) -> Iterator[Found]:
    """Compare a document with what it was, clause by clause."""
    for key in sorted({*old.values, *new.values} - {"clauses", "version"}):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            yield Found((key,), "documentation", *replaced(key, before, after))
    clauses_before, clauses_after = old.values.get("clauses") or {}, new.values.get("clauses") or {}
    for name in sorted({*clauses_before, *clauses_after}):
        was, now = clauses_before.get(name), clauses_after.get(name)
        if was == now:
            continue
        path = ("clauses", name)
        if now is None:
            yield Found(path, "breaking", f"删除条款 {name}", f"clause {name} was removed")
        elif was is None:
            yield Found(path, "narrowing", f"新增条款 {name}", f"clause {name} was added")
        else:
            for key in sorted({*was, *now}):
                if was.get(key) != now.get(key):
                    zh, en = replaced(key, was.get(key), now.get(key))
                    judged: Judgement = "narrowing" if key == "text" else "documentation"
                    yield Found((*path, key), judged, f"条款 {name}：{zh}", f"clause {name}: {en}")
