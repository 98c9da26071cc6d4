"""What the files of one side say, thing by thing, as plain values: enough to compare, whether or not all of it is sound.

A value takes the form that today's shapes give it, so that a default written out is no change. An older side may have keys
that no shape knows today, or lack some: what the shape does not know is left out, and the rest is compared as it was written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from ecolake.standards.data_types import DataType
from ecolake.standards.document import Document
from ecolake.standards.findings import Finding, Place
from ecolake.standards.history.codes import Code, read_codes
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.source import Source
from ecolake.standards.text_file import read_text
from ecolake.standards.yaml_reader import read_yaml

Identity = tuple[str, str]
_SHAPES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "elements": ("element", Element),
    "codelists": ("codelist", CodeList),
    "datasets": ("dataset", DatasetSpec),
    "sources": ("source", Source),
    "documents": ("document", Document),
}


@dataclass(frozen=True)
class Thing:
    """One element, code list, dataset, source or document.

    Attributes:
        kind: One of those, in one word.
        name: Its name; a dataset as `<source>.<dataset>`.
        values: What it says, by key.
        place: The file and its lines.
        base: Where in the file it stands.
        codes: The codes of a code list.
        foreign: Keys whose values the shape of today does not take; they stand in `values` as written.
    """

    kind: str
    name: str
    values: Mapping[str, Any]
    place: Place
    base: tuple[str | int, ...] = ()
    codes: Mapping[str, Code] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    def line(self, *path: str | int) -> int:
        """The line of a key of it, or of the nearest that is there."""
        return self.place.finding((*self.base, *path), "", "").line

    def without(self, keys: frozenset[str]) -> "Thing":
        """The same without some of its keys."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in keys})


Things = dict[Identity, Thing]


def read_things(root: Path, files: Iterable[str] | None = None) -> Things:
    """Read what stands below a standards folder.

    Args:
        root: The folder.
        files: Only these, relative to it; those that are not there are passed over.
    """
    if files is None:
        headers = [path.relative_to(root).as_posix() for path in root.rglob("*.yaml")]
    else:
        # A code table belongs to the header beside it.
        headers = [name.removesuffix(".csv") + ".yaml" if name.endswith(".csv") else name for name in files]
    found: Things = {}
    for name in sorted(set(headers)):
        folder = name.split("/", 1)[0]
        if folder in _SHAPES and (root / name).is_file():
            for thing in _read_file(root, name, *_SHAPES[folder]):
                found.setdefault((thing.kind, thing.name), thing)
    return found


def unread(root: Path, files: Iterable[str]) -> list[Finding]:
    """Why files of the standards cannot be read at all, so that nothing true can be said of what they hold.

    Args:
        root: The folder.
        files: Relative to it; those that are not there are passed over.
    """
    found: list[Finding] = []
    for name in sorted(files):
        if name.split("/", 1)[0] not in _SHAPES or not (root / name).is_file():
            continue
        if name.endswith(".csv"):
            text = read_text(root / name, name)
            found += [text] if isinstance(text, Finding) else []
            continue
        values, reader = read_yaml(root / name, root)
        found += reader.findings
        if not reader.findings and not isinstance(values, dict):
            found.append(reader.place.finding((), "not_a_mapping", "the file holds no keys and values"))
    return found


def _read_file(root: Path, file: str, kind: str, shape: type[BaseModel]) -> Iterable[Thing]:
    values, reader = read_yaml(root / file, root)
    parts = file.removesuffix(".yaml").split("/")
    if not isinstance(values, dict):
        return
    if kind == "element":
        for name, body in values.items():
            yield _thing(kind, name, shape, body, reader.place, (name,))
    elif kind == "dataset":
        yield _thing(kind, ".".join(parts[1:]), shape, values, reader.place)
    else:
        codes = read_codes(root, file.removesuffix(".yaml") + ".csv") if kind == "codelist" else {}
        yield replace(_thing(kind, parts[-1], shape, values, reader.place), codes=codes)


def _thing(
    kind: str, name: str, shape: type[BaseModel], body: Any, place: Place, base: tuple[str | int, ...] = ()
) -> Thing:
    """The values key by key in the form of the shape, or as written where the shape does not take them; no defaults."""
    found, foreign = {}, set()
    for key, (adapter, default) in _fields(shape).items():
        if isinstance(body, dict) and key in body:
            value, taken = _read(adapter, body[key])
            value = _form(value)
            if value != default:
                found[key] = value
                foreign |= set() if taken else {key}
    return Thing(kind, name, found, place, base, foreign=frozenset(foreign))


@cache
def _fields(shape: type[BaseModel]) -> Mapping[str, tuple[TypeAdapter[Any], Any]]:
    """Each key of a shape: how it is read, and what it means when it is not there."""
    found = {}
    for name, info in shape.model_fields.items():
        kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        default = _form(info.get_default(call_default_factory=True, validated_data={}))
        found[info.alias or name] = TypeAdapter(kind), default
    return found


def _read(adapter: TypeAdapter[Any], value: Any) -> tuple[Any, bool]:
    """The value in the form of the shape, and whether the shape takes it."""
    try:
        return adapter.validate_python(value), True
    except ValidationError as error:
        foreign = [fault["loc"] for fault in error.errors() if fault["type"] == "extra_forbidden"]
    known = _without(value, foreign)
    try:
        return adapter.validate_python(known), True
    except ValidationError:
        return known, False


def _form(value: Any) -> Any:
    """Plain values: a shape becomes a dict of what differs from its defaults, a type its text."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        pairs = ((field.alias or name, getattr(value, name), field) for name, field in fields.items())
        return {
            key: _form(part)
            for key, part, field in pairs
            if part != field.get_default(call_default_factory=True, validated_data={})
        }
    if isinstance(value, dict):
        return {key: _form(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_form(part) for part in value]
    return str(value) if isinstance(value, DataType) else value


def _without(value: Any, paths: list[tuple[int | str, ...]]) -> Any:
    """Copy the values without what no shape knows."""

    def below(key: int | str) -> list[tuple[int | str, ...]]:
        return [path[1:] for path in paths if path[0] == key]

    if isinstance(value, dict):
        return {key: _without(part, below(key)) for key, part in value.items() if () not in below(key)}
    if isinstance(value, list):
        return [_without(part, below(place)) for place, part in enumerate(value)]
    return value
