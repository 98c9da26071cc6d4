"""Whether the derivations that a dataset names exist and fit its items.

Beside `ecolake.standards`, which may not know the computations of `ecolake.domain`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.errors import EcolakeError
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.findings import Finding, did_you_mean
from ecolake.standards.yaml_reader import read_yaml

if TYPE_CHECKING:
    from ecolake.domain.derivation import Derivation

Keys = tuple[str | int, ...]
Fault = tuple[Keys, str, str]


def inspect_derivations(standards: Standards, root: Path) -> list[Finding]:
    """Find what is wrong with the `derive` of every dataset.

    Args:
        standards: The loaded standards.
        root: The `standards` folder, for the places of the faults.
    """
    findings: list[Finding] = []
    for dataset in standards.datasets.values():
        faults = list(_faults(dataset)) if dataset.spec.derive else []
        if faults:
            _, reader = read_yaml(root / "datasets" / dataset.source / f"{dataset.name}.yaml", root)
            findings.extend(
                reader.place.finding(path, "bad_derivation", message, hint) for path, message, hint in faults
            )
    return sorted(findings)


def _faults(dataset: Dataset) -> Iterator[Fault]:
    from ecolake.domain.derivation import resolve

    computed: set[str] = set()
    for index, name in enumerate(dataset.spec.derive):
        try:
            derivation = resolve(name)
        except EcolakeError as error:
            # What this one was meant to compute cannot be known, and everything below would be said of it.
            yield ("derive", index), error.en, error.hint_en
            return
        yield from _inputs(dataset, derivation, computed, ("derive", index))
        yield from _outputs(dataset, derivation, ("derive", index))
        computed.update(derivation.outputs)
    for name, item in dataset.items.items():
        if item.derived and name not in computed:
            yield ("items", name), f"'{name}' is derived, but no derivation computes it", ""


def _inputs(dataset: Dataset, derivation: "Derivation", computed: set[str], path: Keys) -> Iterator[Fault]:
    for item in derivation.inputs:
        if item not in dataset.items:
            hint = did_you_mean(item, dataset.items)
            yield path, f"{derivation.name} needs the item '{item}'", hint
        elif dataset.items[item].derived and item not in computed:
            yield path, f"{derivation.name} needs '{item}' before anything computes it", ""


def _outputs(dataset: Dataset, derivation: "Derivation", path: Keys) -> Iterator[Fault]:
    for item in derivation.outputs:
        if item not in dataset.items:
            message = f"{derivation.name} computes '{item}', which is no item here"
            yield path, message, did_you_mean(item, dataset.items)
        elif not dataset.items[item].derived:
            yield ("items", item), f"{derivation.name} computes '{item}'", "say derived: true"
