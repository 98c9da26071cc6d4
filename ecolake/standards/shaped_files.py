"""Read a YAML file below `standards/` as a model, strictly: every fault is named with its place.

Belongs here: reading alone. What such a file says is in the model; which files there are, in `registry_files` and `methods.files`.
"""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ecolake.standards.findings import Finding, Place
from ecolake.standards.load import standards_error
from ecolake.standards.yaml_reader import read_yaml

Shape = TypeVar("Shape", bound=BaseModel)


def load_shape(shape: type[Shape], root: Path, file: str) -> Shape:
    """Read a file as what it is.

    Args:
        shape: The model.
        root: The `standards` folder.
        file: Its path below it, as `registry/dossier.yaml`.

    Raises:
        StandardsError: The file cannot be read as the model.
    """
    made, findings, _ = read_shape(shape, root, file)
    if made is None:
        raise standards_error(findings)
    return made


def read_shape(shape: type[Shape], root: Path, file: str) -> tuple[Shape | None, list[Finding], Place]:
    """Read a file; None with the findings where it is not what it should be, and the place that findings are told by."""
    path = root / file
    if not path.is_file():
        missing = Place(file, {})
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
