"""Two states of the standards compared: every change judged, and laid at the door of every dataset that it concerns.

What a change means is in the modules `of_*`; reading the states is in `things`, the versions in `versions`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ecolake.standards.history.change import Change, Found, Judgement
from ecolake.standards.history.of_datasets import dataset_changes
from ecolake.standards.history.of_elements import codelist_changes, element_changes, replaced
from ecolake.standards.history.of_others import document_changes, source_changes
from ecolake.standards.history.revision import SUFFIXES, changed_files, check_out, commit_of, repository
from ecolake.standards.history.things import Identity, Thing, Things, read_things, unread
from ecolake.standards.history.versions import Bumped, bumped
from ecolake.standards.load import standards_error

Compare = Callable[[Thing, Thing], Iterator[Found]]
_COMPARE: Mapping[str, Compare] = {
    "element": element_changes,
    "codelist": codelist_changes,
    "dataset": dataset_changes,
    "source": source_changes,
    "document": document_changes,
}
_WORDS = {
    "element": ("数据元", "element"),
    "codelist": ("代码表", "code list"),
    "dataset": ("数据集", "dataset"),
    "source": ("来源", "source"),
    "document": ("标准文件", "document"),
}
# What it means that one is there that was not, or is gone.
_ADDED: Mapping[str, Judgement] = {"dataset": "widening", "document": "narrowing", "source": "delivery"}
_REMOVED: Mapping[str, Judgement] = {"dataset": "breaking", "document": "breaking", "source": "delivery"}


@dataclass(frozen=True)
class Comparison:
    """What differs between two states of the standards.

    Attributes:
        changes: All changes, by kind, name and place.
        versions: What the version of each changed thing shows and what it needs.
    """

    changes: tuple[Change, ...]
    versions: tuple[Bumped, ...]

    def by_dataset(self) -> dict[str, list[Change]]:
        """The changes that concern each dataset, its own and those of what it uses."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            for dataset in change.datasets:
                found.setdefault(dataset, []).append(change)
        return dict(sorted(found.items()))

    @property
    def missing(self) -> tuple[Bumped, ...]:
        """Things whose version does not show their changes."""
        return tuple(one for one in self.versions if one.missing)


def compare_revisions(root: Path, old: str = "HEAD", new: str | None = None) -> Comparison:
    """Compare the standards of a revision with those of another.

    Args:
        root: The `standards` folder of the working tree.
        old: A git revision.
        new: Another; the working tree when None.

    Raises:
        EcolakeError: There is no git, no repository or no such revision.
        StandardsError: A file that changed cannot be read in its later state.
    """
    repo = repository(root)
    before, after = commit_of(repo, old), commit_of(repo, new) if new else None
    files = changed_files(repo, before, after)
    with TemporaryDirectory(prefix="ecolake-") as scratch:
        was, now = Path(scratch) / "old", root
        was.mkdir()
        check_out(repo, before, was, with_headers(files))
        if after is not None:
            now = Path(scratch) / "new"
            now.mkdir()
            check_out(repo, after, now)
        if not files:
            return Comparison((), ())
        if faults := unread(now, files):
            raise standards_error(faults)
        return compare(read_things(was, files), read_things(now, files), read_things(now))


def with_headers(files: list[str]) -> list[str]:
    """The files, and the other half of each code list."""
    stems = sorted({name.rpartition(".")[0] for name in files})
    return [stem + suffix for stem in stems for suffix in SUFFIXES]


def compare(old: Things, new: Things, whole: Things) -> Comparison:
    """Compare two states.

    Args:
        old: The earlier one, or what may have changed of it.
        new: The same of the later one.
        whole: All of the later one, for who uses what.
    """
    using = users(whole)
    changes = [
        change
        for identity in sorted({*old, *new})
        for change in _placed(identity, old.get(identity), new.get(identity), using)
    ]
    return Comparison(tuple(changes), bumped(old, new, changes))


def _placed(
    identity: Identity, old: Thing | None, new: Thing | None, using: Mapping[Identity, tuple[str, ...]]
) -> Iterator[Change]:
    kind, name = identity
    thing = new or old
    if thing is None:
        return
    for found in _found(kind, name, old, new):
        concerned = using.get(identity, ())
        if kind == "source" and found.path[:1] == ("datasets",) and len(found.path) > 1:
            concerned = (f"{name}.{found.path[1]}",)
        elif kind == "dataset":
            concerned = (name,)
        # The codes of a list stand in the table beside its header.
        whole = old is None or new is None
        table = kind == "codelist" and not found.path and not whole
        yield Change(
            kind=kind,
            name=name,
            path=".".join(str(part) for part in found.path),
            judgement=found.judgement,
            zh=found.zh,
            en=found.en,
            file=thing.place.file.removesuffix(".yaml") + ".csv" if table else thing.place.file,
            line=_code_line(old, new) if table else thing.line(*found.path),
            datasets=concerned,
            whole=whole,
        )


def _found(kind: str, name: str, old: Thing | None, new: Thing | None) -> Iterator[Found]:
    zh, en = _WORDS[kind]
    if old is None:
        yield Found((), _ADDED.get(kind, "documentation"), f"新增{zh} {name}", f"{en} {name} was added")
    elif new is None:
        yield Found((), _REMOVED.get(kind, "documentation"), f"删除{zh} {name}", f"{en} {name} was removed")
    else:
        foreign = old.foreign | new.foreign
        # A source has no version, and a version that is none is a fault of its own.
        worst: Judgement = "delivery" if kind == "source" else "breaking"
        yield from _foreign(old, new, foreign - {"version"}, worst)
        yield from _COMPARE[kind](old.without(foreign), new.without(foreign))


def _foreign(old: Thing, new: Thing, keys: frozenset[str], worst: Judgement) -> Iterator[Found]:
    """What is not in the form of today, on either side, is beyond judging: it is taken for the worst."""
    for key in sorted(keys):
        if old.values.get(key) != new.values.get(key):
            zh, en = replaced(key, old.values.get(key), new.values.get(key))
            yield Found((key,), worst, f"{zh}（不合现行格式）", f"{en} (not in the form of today)")


def _code_line(old: Thing | None, new: Thing | None) -> int:
    """The first line of a code table that is not as it was."""
    before, after = (thing.codes if thing else {} for thing in (old, new))
    lines = [
        code.line
        for name, code in after.items()
        if name not in before or (before[name].spans, before[name].cells) != (code.spans, code.cells)
    ]
    return min(lines, default=1)


def users(whole: Things) -> dict[Identity, tuple[str, ...]]:
    """Which datasets use an element or, through one, a code list."""
    used: dict[Identity, set[str]] = {}
    for (kind, name), thing in whole.items():
        if kind != "dataset":
            continue
        for element in _elements(thing.values.get("items")):
            used.setdefault(("element", element), set()).add(name)
            found = whole.get(("element", element))
            codes = found.values.get("codes") if found else None
            if isinstance(codes, str):
                used.setdefault(("codelist", codes), set()).add(name)
    return {identity: tuple(sorted(names)) for identity, names in used.items()}


def _elements(items: Any) -> Iterator[str]:
    for item in items.values() if isinstance(items, dict) else ():
        if isinstance(item, dict):
            if isinstance(item.get("element"), str):
                yield item["element"]
            yield from _elements(item.get("each"))
