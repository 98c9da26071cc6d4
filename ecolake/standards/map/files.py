"""Read the register of layers below `standards/map/`, and find what is wrong with it.

Belongs here: reading, and findings with their places. Does not belong here: what makes a query wrong (`faults`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import Finding, Place, did_you_mean
from ecolake.standards.load import standards_error
from ecolake.standards.map.faults import faults_of
from ecolake.standards.map.layer import Grading, Layer, LayerGroup, Register
from ecolake.standards.shaped_files import read_shape

FOLDER: Final = "map"
REGISTER: Final = "register.yaml"
GROUPS: Final = f"{FOLDER}/layers"


@dataclass(frozen=True)
class Entry:
    """One layer with its place in the register."""

    name: str
    group: str
    layer: Layer
    grading: Grading | None


@dataclass(frozen=True)
class Layers:
    """The register and its layers, in the order of the groups and within them of the files."""

    register: Register
    entries: tuple[Entry, ...]


def load_layers(root: Path) -> Layers:
    """Read the register.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: It cannot be read, or names what is not there.
    """
    layers, findings = _read(root)
    if layers is None or findings:
        raise standards_error(sorted(set(findings)))
    return layers


def inspect_layers(standards: Standards, root: Path) -> list[Finding]:
    """Find what is wrong with the register, in itself and against the standards.

    Args:
        standards: Whose datasets the queries read.
        root: The `standards` folder.
    """
    if not (root / FOLDER).is_dir():
        # Standards that stand by themselves, as a copy for an editor does, need not have a map.
        return []
    layers, findings = _read(root)
    if layers is None:
        return sorted(set(findings))
    for group in layers.register.groups:
        made, _, place = read_shape(LayerGroup, root, f"{GROUPS}/{group}.yaml")
        for name, layer in made.layers.items() if made else ():
            for keys, code, words, hint in faults_of(layer, standards):
                findings.append(place.finding(("layers", name, *keys), code, words, hint))
    return sorted(set(findings))


def _read(root: Path) -> tuple[Layers | None, list[Finding]]:
    register, findings, place = read_shape(Register, root, f"{FOLDER}/{REGISTER}")
    if register is None:
        return None, findings
    wanted = {f"{group}.yaml": group for group in register.groups}
    findings += [
        Place(f"{GROUPS}/{path.name}", {}).finding(
            (), "unknown_file", "the register has no such group", did_you_mean(path.stem, register.groups)
        )
        for path in sorted((root / GROUPS).glob("*.y*ml"))
        if path.name not in wanted
    ]
    entries: dict[str, Entry] = {}
    for file, group in wanted.items():
        made, faults, found_at = read_shape(LayerGroup, root, f"{GROUPS}/{file}")
        findings += faults
        for name, layer in made.layers.items() if made else ():
            entry, wrong = _entry(name, group, layer, register, entries)
            findings += [found_at.finding(("layers", name, *keys), *said) for keys, *said in wrong]
            entries.setdefault(name, entry)
    if len(entries) != register.count and not findings:
        said = f"the register counts {register.count} layers, its groups hold {len(entries)}"
        findings.append(place.finding(("count",), "bad_value", said))
    return Layers(register, tuple(entries.values())), findings


def _entry(
    name: str, group: str, layer: Layer, register: Register, known: dict[str, Entry]
) -> tuple[Entry, list[tuple[tuple[str, ...], str, str, str]]]:
    """A layer with its grading, and what is wrong between it and the others."""
    wrong: list[tuple[tuple[str, ...], str, str, str]] = []
    if name in known:
        wrong.append(((), "duplicate", f"the group '{known[name].group}' has a layer '{name}' already", ""))
    same = [one.name for one in known.values() if one.layer.title.zh == layer.title.zh]
    if same and name not in known:
        wrong.append((("title",), "duplicate", f"the layer '{same[0]}' is called the same", ""))
    grading = register.gradings.get(layer.grading.by) if layer.grading else None
    if layer.grading and grading is None:
        hint = did_you_mean(layer.grading.by, register.gradings)
        wrong.append(
            (("grading", "by"), "missing_reference", f"there is no grading '{layer.grading.by}'", hint)
        )
    return Entry(name, group, layer, grading), wrong
