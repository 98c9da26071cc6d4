"""Read the methods of the subjects below `standards/methods/`, and find what is wrong with them.

Belongs here: reading, and which file has which shape. Does not belong here: what a method says (a module for each beside this one).
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import Finding, Place, did_you_mean
from ecolake.standards.methods import ledger, participation, service
from ecolake.standards.methods.air import AirMethod
from ecolake.standards.methods.area import AreaMethod
from ecolake.standards.methods.control import ControlMethod
from ecolake.standards.methods.dispersion import Dispersion
from ecolake.standards.methods.grid import GridMethod
from ecolake.standards.methods.hotspot import Hotspot
from ecolake.standards.methods.indicator import IndicatorMethod
from ecolake.standards.methods.ledger import LedgerMethod
from ecolake.standards.methods.participation import ParticipationMethod
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.methods.service import ServiceMethod
from ecolake.standards.methods.village import VillageMethod
from ecolake.standards.methods.water import WaterMethod
from ecolake.standards.shaped_files import Shape, load_shape, read_shape
from ecolake.standards.survivorship import Fault

FOLDER: Final = "methods"

SHAPES: Final[dict[str, type[BaseModel]]] = {
    "air.yaml": AirMethod,
    "area.yaml": AreaMethod,
    "control.yaml": ControlMethod,
    "dispersion.yaml": Dispersion,
    "grid.yaml": GridMethod,
    "hotspot.yaml": Hotspot,
    "indicator.yaml": IndicatorMethod,
    "ledger.yaml": LedgerMethod,
    "participation.yaml": ParticipationMethod,
    "river.yaml": RiverMethod,
    "service.yaml": ServiceMethod,
    "village.yaml": VillageMethod,
    "water.yaml": WaterMethod,
}
"""The model of each file. A subject adds its line here; lint, hover help and the editor's schema follow from it."""

FAULTS: Final[dict[str, Callable[[Any, Standards], Iterable[Fault]]]] = {
    "ledger.yaml": ledger.faults_of,
    "participation.yaml": participation.faults_of,
    "service.yaml": service.faults_of,
}
"""What is wrong with a method against the standards; each takes the model that its file has in `SHAPES`. The methods that
are not here name no dataset."""


def load_method(shape: type[Shape], root: Path, file: str) -> Shape:
    """Read one method.

    Args:
        shape: Its model.
        root: The `standards` folder.
        file: Its name below `methods/`, as `air.yaml`.

    Raises:
        StandardsError: The file cannot be read as what it is.
    """
    return load_shape(shape, root, f"{FOLDER}/{file}")


def load_methods(root: Path) -> dict[str, BaseModel]:
    """Read every method that is there, by the name of its file without ending.

    Raises:
        StandardsError: One cannot be read as what it is.
    """
    there = [file for file in sorted(SHAPES) if (root / FOLDER / file).is_file()]
    return {file.removesuffix(".yaml"): load_method(SHAPES[file], root, file) for file in there}


def inspect_methods(standards: Standards, root: Path) -> list[Finding]:
    """Find what is wrong with the methods, in themselves and against the standards, and files that nothing reads.

    Args:
        standards: The standards, whose datasets and items the methods name.
        root: The `standards` folder.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        # Standards that stand by themselves, as a copy for an editor does, need not have any method.
        return []
    found = [finding for file in SHAPES for finding in _inspect(file, standards, root)]
    strangers = [path.name for path in folder.glob("*.y*ml") if path.name not in SHAPES]
    found += [
        Place(f"{FOLDER}/{name}", {}).finding(
            (), "unknown_file", "no method reads this file", did_you_mean(name, SHAPES)
        )
        for name in strangers
    ]
    return sorted(set(found))


def _inspect(file: str, standards: Standards, root: Path) -> list[Finding]:
    made, findings, place = read_shape(SHAPES[file], root, f"{FOLDER}/{file}")
    if made is None or file not in FAULTS:
        return findings
    faults = FAULTS[file](made, standards)
    return [place.finding(keys, "missing_reference", words, hint) for keys, words, hint in faults]
