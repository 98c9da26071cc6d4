"""Read `standards/` strictly: all of it resolves, or nothing is returned and every fault is named with its place.

Reading and the shapes of single files are here; what must hold between files is in `resolve`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ecolake.errors import StandardsError
from ecolake.standards.catalogue import Standards
from ecolake.standards.code_table import read_rows
from ecolake.standards.consequences import of_file, without_consequences
from ecolake.standards.document import Document
from ecolake.standards.findings import Finding, Place, did_you_mean, relative
from ecolake.standards.loaded_once import Inspected, once
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.model_base import NAME
from ecolake.standards.resolve import resolve
from ecolake.standards.shelf import Read
from ecolake.standards.source import Source
from ecolake.standards.yaml_reader import read_yaml

Shape = TypeVar("Shape", bound=BaseModel)


def load(root: Path) -> Standards:
    """Load and resolve the standards.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: Anything is wrong; `.findings` lists all of it, in file order.
    """
    standards, findings = inspect(root)
    if standards is None:
        raise standards_error(findings)
    return standards


def inspect(root: Path) -> tuple[Standards | None, list[Finding]]:
    """Load, returning the findings instead of raising; the standards are None when there are any."""
    standards, findings = once(root, _inspect)
    return standards, list(findings)


def _inspect(root: Path) -> Inspected:
    read = Read()
    if not root.is_dir():
        read.findings.append(Finding(str(root), 1, 1, "missing_folder", "there is no standards folder here"))
        return None, tuple(read.findings)
    for path, value, place in _files(root, read):
        _dispatch(path, root, value, place, read)
    standards = resolve(read, root.parent)
    findings = sorted(set(without_consequences(read.findings, read.unread)))
    return (None if findings else standards), tuple(findings)


def standards_error(findings: list[Finding]) -> StandardsError:
    """Turn findings into the error that a run stops with."""
    listing = "\n".join(str(finding) for finding in findings[:20])
    more = f"\n… and {len(findings) - 20} more" if len(findings) > 20 else ""
    return StandardsError(
        findings,
        "standards_invalid",
        f"The standards hold {len(findings)} fault(s):\n{listing}{more}",
        f"标准库有 {len(findings)} 处错误，见上。",
        hint_en="Mend them, then run: ecolake standards lint",
        hint_zh="请修改后运行：ecolake standards lint",
    )


def _files(root: Path, read: Read) -> Iterator[tuple[Path, dict[str, Any], Place]]:
    for folder in ("elements", "codelists", "datasets", "sources", "documents"):
        # Hidden files are an editor's own: locks, and what some systems lay beside each file.
        for path in sorted((root / folder).rglob("[!.]*.yaml")):
            if not path.is_file():
                name = relative(path, root)
                read.findings.append(Finding(name, 1, 1, "missing_file", "there is no file behind this name"))
                continue
            value, reader = read_yaml(path, root)
            read.findings.extend(reader.findings)
            if isinstance(value, dict):
                yield path, value, reader.place
                continue
            read.unread.add(of_file(reader.place.file))
            if not reader.findings:
                read.findings.append(
                    reader.place.finding(
                        (), "not_a_mapping", "the file must hold a mapping of keys to values"
                    )
                )


def _dispatch(path: Path, root: Path, value: dict[str, Any], place: Place, read: Read) -> None:
    parts = path.relative_to(root).with_suffix("").parts
    if bad := [part for part in parts if not re.fullmatch(NAME, part)]:
        read.findings.append(place.finding((), "bad_name", f"'{bad[0]}' is not snake_case"))
    elif parts[0] == "elements":
        for name, body in value.items():
            element = _shape(Element, body, place, (name,), read)
            _keep(read, ("element", name), read.elements, element, place, name)
    elif parts[0] == "codelists":
        codelist = _shape(CodeList, value, place, (), read)
        if codelist is not None:
            codelist = _with_codes(codelist, path.with_suffix(".csv"), place, read)
        _keep(read, ("codelist", parts[-1]), read.codelists, codelist, place)
    elif parts[0] == "datasets" and len(parts) == 3:
        dataset = _shape(DatasetSpec, value, place, (), read)
        _keep(read, ("dataset", f"{parts[1]}.{parts[2]}"), read.datasets, dataset, place)
    elif parts[0] == "sources" and len(parts) == 2:
        source = _shape(Source, value, place, (), read)
        _keep(read, ("source", parts[1]), read.sources, source, place)
    elif parts[0] == "documents" and len(parts) == 2:
        document = _shape(Document, value, place, (), read)
        _keep(read, ("document", parts[1]), read.documents, document, place)
    else:
        read.findings.append(
            place.finding(
                (),
                "misplaced",
                "a dataset is datasets/<source>/<dataset>.yaml, a source sources/<source>.yaml",
            )
        )


def _keep(
    read: Read,
    identity: tuple[str, str],
    shelf: dict[str, Any],
    thing: Any,
    place: Place,
    *base: str | int,
) -> None:
    """Put a thing on its shelf; a second one of the same kind and name is a finding."""
    kind, name = identity
    if thing is None:
        read.unread.add(identity)
        return
    if name in shelf:
        other, path = read.places[identity]
        line, _ = other.positions.get(path, (1, 1))
        read.findings.append(
            place.finding(base, "duplicate", f"{kind} '{name}' is already defined at {other.file}:{line}")
        )
        return
    shelf[name] = thing
    read.places[identity] = (place, base)


def _shape(
    shape: type[Shape], body: Any, place: Place, base: tuple[str | int, ...], read: Read
) -> Shape | None:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        for fault in error.errors():
            read.findings.append(_fault(shape, fault, place, base))
        return None


def _fault(shape: type[BaseModel], fault: Any, place: Place, base: tuple[str | int, ...]) -> Finding:
    path = (*base, *fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = _known_keys(shape, fault["loc"])
        hint = did_you_mean(str(fault["loc"][-1]), known) or f"known keys: {', '.join(sorted(known))}"
        return place.finding(path, "unknown_key", f"'{fault['loc'][-1]}' is not a key here", hint)
    if fault["type"] == "missing":
        return place.finding(path[:-1], "missing_key", f"'{fault['loc'][-1]}' is missing")
    message = str(fault["msg"]).removeprefix("Value error, ")
    return place.finding(
        path, "bad_value", f"{'.'.join(str(part) for part in fault['loc'])}: {message}".lstrip(": ")
    )


def _known_keys(shape: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """Find the keys allowed at a location by walking the JSON schema of the shape."""
    schema = shape.model_json_schema(by_alias=True)
    definitions, node = schema.get("$defs", {}), schema
    for part in loc[:-1]:
        node = _step(node, part, definitions)
    return set(_follow(node, definitions).get("properties", {}))


def _follow(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    for choice in ("anyOf", "oneOf"):
        options = [option for option in node.get(choice, []) if "$ref" in option or "properties" in option]
        if options:
            node = options[0]
    return definitions[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node


def _step(node: dict[str, Any], part: int | str, definitions: dict[str, Any]) -> dict[str, Any]:
    # Where a `type` tells shapes apart, its value is a part of the location.
    if shape := node.get("discriminator", {}).get("mapping", {}).get(part):
        return {"$ref": shape}
    for choice in ("anyOf", "oneOf"):
        for option in node.get(choice, []):
            found = _step(option, part, definitions)
            if found:
                return found
    node = _follow(node, definitions)
    if isinstance(part, int):
        return dict(node.get("items", {}))
    properties = node.get("properties", {})
    if part in properties:
        return dict(properties[part])
    rest = node.get("additionalProperties", {})
    return dict(rest) if isinstance(rest, dict) else {}


def _with_codes(codelist: CodeList, path: Path, place: Place, read: Read) -> CodeList:
    if not path.is_file():
        read.findings.append(
            place.finding((), "missing_file", f"the code table {path.name} is not beside this header")
        )
        return codelist
    rows, findings = read_rows(codelist, path, place.file.removesuffix(".yaml") + ".csv")
    read.findings.extend(findings)
    return codelist.model_copy(update={"rows": rows})
