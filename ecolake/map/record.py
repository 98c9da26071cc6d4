"""What was built of the map, and where: a folder for each build, and a link to the one that readers see."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.warehouse.record import sync

RECORD: Final = "map.json"
CURRENT: Final = "current"


@dataclass(frozen=True)
class Built:
    """One layer that was built.

    Attributes:
        name: Of the layer.
        group: Its group.
        file: Below the folder of the build.
        rows: Features in it.
        left_out: Rows of the query that are none, by reason.
        mended: Features whose geometry was changed, by what was done.
        bytes: Size of the file.
        sha256: Of the file.
        seconds: Wall time; the only figure that the same release may give otherwise.
    """

    name: str
    group: str
    file: str
    rows: int
    left_out: dict[str, int]
    mended: dict[str, int]
    bytes: int
    sha256: str
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class Map:
    """One build of all layers.

    Attributes:
        release: Number of the release that it was built from.
        published_at: When that was published.
        content_hash: Of that release.
        fingerprint: Of the register, and the code that builds.
        simulated: Whether the home was fed by the simulator, so that every geometry is invented.
        layers: In the order of the register.
    """

    release: int
    published_at: str
    content_hash: str
    fingerprint: str
    simulated: bool
    layers: tuple[Built, ...]


def folder_of(release: int, fingerprint: str) -> str:
    """Name of the folder of a build; it is there when the build is whole."""
    return f"r{release:06d}-{fingerprint[:12]}"


def root(home: Home) -> Path:
    """Where the builds are."""
    return home.root / "map"


def current(home: Home) -> Map | None:
    """The build that readers see, None before the first."""
    path = root(home) / CURRENT / RECORD
    return read(path.parent) if path.is_file() else None


def current_folder(home: Home) -> Path:
    """The folder of the build that readers see, itself and not the link.

    Raises:
        EcolakeError: None was built yet.
    """
    link = root(home) / CURRENT
    if not (link / RECORD).is_file():
        raise EcolakeError(
            "no_map",
            "The layers of the map have not been built yet.",
            "尚未构建专题图层。",
            where=str(link),
            hint_en="Run: ecolake map build",
            hint_zh="请运行：ecolake map build",
        )
    return link.resolve()


def read(folder: Path) -> Map:
    """Read the record of a build."""
    said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return Map(**{**said, "layers": tuple(Built(**one) for one in said["layers"])})


def write(folder: Path, made: Map) -> None:
    """Write the record of a build, the last of its files."""
    text = json.dumps(asdict(made), ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(f"{text}\n", encoding="utf-8")
    sync(folder / RECORD)
