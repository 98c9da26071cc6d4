"""Read the rules of the enterprise file below `standards/registry/`, strictly: every fault is named with its place.

Reading only; what the rules are is said in `survivorship` and `dossier`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ecolake.standards import dossier, survivorship
from ecolake.standards.catalogue import Standards
from ecolake.standards.dossier import Dossier
from ecolake.standards.findings import Finding, Place
from ecolake.standards.load import standards_error
from ecolake.standards.survivorship import Fault, Survivorship
from ecolake.standards.yaml_reader import read_yaml

FOLDER = "registry"
SURVIVORSHIP = "survivorship.yaml"
DOSSIER = "dossier.yaml"
Shape = TypeVar("Shape", bound=BaseModel)


def load_survivorship(root: Path) -> Survivorship:
    """Read which source's value wins.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: The file cannot be read as what it is.
    """
    return _load(Survivorship, root, SURVIVORSHIP)


def load_dossier(root: Path) -> Dossier:
    """Read what stands in the file of an enterprise.

    Args:
        root: The `standards` folder.

    Raises:
        StandardsError: The file cannot be read as what it is.
    """
    return _load(Dossier, root, DOSSIER)


def inspect_enterprise_rules(standards: Standards, root: Path) -> list[Finding]:
    """Find what is wrong with both files, in themselves and against the standards."""
    return [
        *_inspect(Survivorship, survivorship.faults_of, standards, root, SURVIVORSHIP),
        *_inspect(Dossier, dossier.faults_of, standards, root, DOSSIER),
    ]


def _load(shape: type[Shape], root: Path, file: str) -> Shape:
    made, findings, _ = _read(shape, root, file)
    if made is None:
        raise standards_error(findings)
    return made


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
    made, findings, place = _read(shape, root, file)
    faults = faults_of(made, standards) if made is not None else ()
    found = [place.finding(keys, "missing_reference", words, hint) for keys, words, hint in faults]
    return sorted({*findings, *found})


def _read(shape: type[Shape], root: Path, file: str) -> tuple[Shape | None, list[Finding], Place]:
    path = root / FOLDER / file
    if not path.is_file():
        missing = Place(f"{FOLDER}/{file}", {})
        return None, [missing.finding((), "missing_file", "the file is not there")], missing
    value, reader = read_yaml(path, root)
    if reader.findings:
        return None, list(reader.findings), reader.place
    try:
        return shape.model_validate(value), [], reader.place
    except ValidationError as error:
        faults = [
            reader.place.finding(
                tuple(fault["loc"]),
                "bad_value",
                f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}".lstrip(": "),
            )
            for fault in error.errors()
        ]
        return None, faults, reader.place
