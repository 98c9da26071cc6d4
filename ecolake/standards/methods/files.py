"""Read the methods of the subjects below `standards/methods/`, and find what is wrong with them.

Belongs here: reading, and which file has which shape. Does not belong here: what a method says (a module for each beside this one).
"""

from pathlib import Path
from typing import Final

from pydantic import BaseModel

from ecolake.standards.findings import Finding, Place
from ecolake.standards.methods.air import AirMethod
from ecolake.standards.methods.area import AreaMethod
from ecolake.standards.methods.control import ControlMethod
from ecolake.standards.methods.dispersion import Dispersion
from ecolake.standards.methods.grid import GridMethod
from ecolake.standards.methods.hotspot import Hotspot
from ecolake.standards.methods.ledger import LedgerMethod
from ecolake.standards.methods.participation import ParticipationMethod
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.methods.service import ServiceMethod
from ecolake.standards.methods.village import VillageMethod
from ecolake.standards.methods.water import WaterMethod
from ecolake.standards.shaped_files import Shape, load_shape, read_shape

FOLDER: Final = "methods"

SHAPES: Final[dict[str, type[BaseModel]]] = {
    "air.yaml": AirMethod,
    "area.yaml": AreaMethod,
    "control.yaml": ControlMethod,
    "dispersion.yaml": Dispersion,
    "grid.yaml": GridMethod,
    "hotspot.yaml": Hotspot,
    "ledger.yaml": LedgerMethod,
    "participation.yaml": ParticipationMethod,
    "river.yaml": RiverMethod,
    "service.yaml": ServiceMethod,
    "village.yaml": VillageMethod,
    "water.yaml": WaterMethod,
}
"""The model of each file. A subject adds its line here; lint, hover help and the editor's schema follow from it."""


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


def inspect_methods(root: Path) -> list[Finding]:
    """Find files that cannot be read as what they are, and files that nothing reads."""
    folder = root / FOLDER
    if not folder.is_dir():
        # Standards that stand by themselves, as a copy for an editor does, need not have any method.
        return []
    found = [
        finding
        for file, shape in sorted(SHAPES.items())
        for finding in read_shape(shape, root, f"{FOLDER}/{file}")[1]
    ]
    strangers = sorted(path.name for path in folder.glob("*.y*ml") if path.name not in SHAPES)
    found += [
        Place(f"{FOLDER}/{name}", {}).finding((), "unknown_file", "no method reads this file")
        for name in strangers
    ]
    return sorted(set(found))
