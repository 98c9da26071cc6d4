"""Temporary folders under the home, cleared even when the process that made them was killed."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecolake.home import Home
from ecolake.process import is_alive


@contextmanager
def scratch_folder(home: Home) -> Iterator[Path]:
    """Make a folder of one's own for the duration; what dead processes left is removed first."""
    _clear_of_the_dead(home.scratch)
    folder = home.scratch / f"{os.getpid()}-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_of_the_dead(root: Path) -> None:
    for path in root.glob("[0-9]*-*"):
        process = path.name.split("-", 1)[0]
        if process.isdigit() and not is_alive(int(process)):
            shutil.rmtree(path, ignore_errors=True)
