"""Read the files below `standards/methods/`, strictly."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel

FOLDER = "methods"
Shape = TypeVar("Shape", bound=BaseModel)


def load_method(shape: type[Shape], root: Path, file: str) -> Shape:
    """Read one file of methods.

    Args:
        shape: What it has to be.
        root: The `standards` folder.
        file: Its name below `methods/`.
    """
    return shape.model_validate(yaml.safe_load((root / FOLDER / file).read_text(encoding="utf-8")))
