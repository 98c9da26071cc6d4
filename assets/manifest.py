"""The manifest that the dbt assets are made from: parsed again only when the dbt project has changed.

It is kept under the home: a fresh clone needs no generated file, and two homes do not disturb each other.
"""

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path

from ecolake.home import Home
from ecolake.warehouse.dbt import run_dbt

GENERATED = {"target", "logs", "dbt_packages"}
KEPT = 3


def dbt_manifest(home: Home) -> Path:
    """Return the manifest of the project as it is now; dbt is started only if there is none yet.

    Raises:
        GateError: The dbt project cannot be parsed.
    """
    folder = home.dbt_target / "manifests"
    path = folder / f"{_fingerprint(home)}.json"
    if path.is_file():
        return path
    with home.lock("build"):
        if not path.is_file():
            run_dbt(home, ("parse",))
            folder.mkdir(parents=True, exist_ok=True)
            # dbt's own copy changes with every command; renamed, so that a reader never meets half a file.
            part = path.with_suffix(".part")
            shutil.copyfile(home.dbt_target / "manifest.json", part)
            part.replace(path)
            for old in sorted(folder.glob("*.json"), key=lambda known: known.stat().st_mtime)[:-KEPT]:
                old.unlink()
    return path


def _fingerprint(home: Home) -> str:
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')}".encode())
    for path in sorted(home.dbt_project.rglob("*")):
        inside = path.relative_to(home.dbt_project)
        if path.is_file() and GENERATED.isdisjoint(inside.parts):
            digest.update(f"{inside.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]
