"""Find what is wrong with the files of `standards/registry/` by which mentions are matched: every fault with its place.

Belongs here: `decisions.yaml`, `matching.yaml`, `identity.yaml`, `gate.yaml`. Does not belong here: what the files mean (`decisions`,
`matching`, `identity`, `gate`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ecolake.registry import decisions, gate, identity, matching
from ecolake.registry.mention_schema import IDENTITY
from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import Finding, Place, did_you_mean
from ecolake.standards.registry_gate import RegistryGate
from ecolake.standards.yaml_reader import read_yaml

Shape = TypeVar("Shape", bound=BaseModel)


def inspect_matching(root: Path, standards: Standards) -> list[Finding]:
    """Read these files and hold them against the standards.

    Args:
        root: The `standards` folder.
        standards: What was loaded from it.
    """
    if not (root / "registry").is_dir():
        # Standards that stand by themselves, as a copy for an editor does, need not describe a registry.
        return []
    found: list[Finding] = []
    said, place = _read(root, decisions.FILE, decisions.Decisions, found)
    if said is not None:
        for number, why in decisions.contradictions(said.decisions):
            found.append(place.finding(("decisions", number), "contradiction", f"the decision {why}"))
    how, place = _read(root, matching.FILE, matching.MatchingFile, found)
    if how is not None and how.divisions not in standards.codelists:
        found.append(_unknown(place, ("divisions",), "code list", how.divisions, list(standards.codelists)))
    named, place = _read(root, identity.FILE, identity.Identity, found)
    if named is not None:
        found += _of_identity(named, standards, place)
    _read(root, gate.FILE, RegistryGate, found)
    return sorted(set(found))


def _read(root: Path, file: str, shape: type[Shape], found: list[Finding]) -> tuple[Shape | None, Place]:
    if not (root / file).is_file():
        place = Place(file, {})
        found.append(place.finding((), "missing_file", "the file is not there"))
        return None, place
    value, reader = read_yaml(root / file, root)
    found.extend(reader.findings)
    if reader.findings:
        return None, reader.place
    try:
        return shape.model_validate(value), reader.place
    except ValidationError as error:
        for fault in error.errors():
            where = ".".join(str(part) for part in fault["loc"])
            found.append(reader.place.finding(tuple(fault["loc"]), "bad_value", f"{where}: {fault['msg']}"))
        return None, reader.place


def _of_identity(named: identity.Identity, standards: Standards, place: Place) -> Iterator[Finding]:
    for dataset, roles in named.datasets.items():
        if dataset not in standards.datasets:
            yield _unknown(place, ("datasets", dataset), "dataset", dataset, list(standards.datasets))
            continue
        items = list(standards.datasets[dataset].items)
        for role, item in roles.items():
            if role not in IDENTITY:
                yield _unknown(place, ("datasets", dataset, role), "role", role, list(IDENTITY))
            elif item is not None and item not in items:
                yield _unknown(place, ("datasets", dataset, role), "item", item, items)


def _unknown(place: Place, path: tuple[str | int, ...], kind: str, name: str, known: list[str]) -> Finding:
    return place.finding(path, "missing_reference", f"there is no {kind} '{name}'", did_you_mean(name, known))
