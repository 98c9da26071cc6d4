"""Read the rules of the enterprise file below `standards/registry/`, strictly: every fault is named with its place.

Reading only; what the rules are is said in `survivorship` and `dossier`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from ecolake.standards import dossier, survivorship
from ecolake.standards.catalogue import Standards
from ecolake.standards.dossier import Dossier
from ecolake.standards.findings import Finding
from ecolake.standards.shaped_files import Shape, load_shape, read_shape
from ecolake.standards.survivorship import Fault, Survivorship

FOLDER = "registry"
SURVIVORSHIP = "survivorship.yaml"
DOSSIER = "dossier.yaml"


def load_survivorship(root: Path) -> Survivorship:
    """Read which source's value wins.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: The file cannot be read as what it is.
    """
    return load_shape(Survivorship, root, f"{FOLDER}/{SURVIVORSHIP}")


def load_dossier(root: Path) -> Dossier:
    """Read what stands in the file of an enterprise.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: The file cannot be read as what it is.
    """
    return load_shape(Dossier, root, f"{FOLDER}/{DOSSIER}")


def inspect_enterprise_rules(standards: Standards, root: Path) -> list[Finding]:
    """Find what is wrong with both files, in themselves and against the standards."""
    return [
        *_inspect(Survivorship, survivorship.faults_of, standards, root, SURVIVORSHIP),
        *_inspect(Dossier, dossier.faults_of, standards, root, DOSSIER),
    ]


def _inspect(
    shape: type[Shape],
    faults_of: Callable[[Shape, Standards], Iterable[Fault]],
    standards: Standards,
    root: Path,
    file: str,
) -> list[Finding]:
    if not (root / FOLDER).is_dir():
        # Standards that stand by themselves, as a copy for an editor does, need not describe a registry.
        return []
    made, findings, place = read_shape(shape, root, f"{FOLDER}/{file}")
    faults = faults_of(made, standards) if made is not None else ()
    found = [place.finding(keys, "missing_reference", words, hint) for keys, words, hint in faults]
    return sorted({*findings, *found})
