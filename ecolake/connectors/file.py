"""A local folder that a source drops files into.

Each file is a batch. Files are copied, so that what is landed cannot change while it is landed, and a file
that changes during the copy is left for the next run.
"""

import logging
import stat
from collections.abc import Iterator
from hashlib import sha256
from os import stat_result
from pathlib import Path
from tempfile import mkdtemp

from ecolake.connectors import file_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.file_rules import is_unfinished, is_wanted
from ecolake.file_names import readable
from ecolake.landing import Fetched
from ecolake.standards.transport import MIB, FileTransport

log = logging.getLogger(__name__)


class FileConnector:
    """Takes files from one folder.

    Args:
        options: What to take.
        root: The folder.
    """

    def __init__(self, options: FileTransport, root: Path) -> None:
        self._options = options
        self._root = root

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield each new file as a batch, in order of name.

        Files that are hidden, unfinished, not settled, or (with a window and a date pattern) of another day
        or of none are passed over. What is refused is told after all good files were yielded, so that one bad
        file holds nothing up.

        Raises:
            TransportError: `folder_missing`, or `refused_files`: links that lead out of the folder, things
                that are no regular file, files over the size limit, files that may not be read.
        """
        if not self._root.is_dir():
            raise file_faults.folder_missing(str(self._root))
        refused: list[str] = []
        for path in sorted(self._root.glob(self._options.files)):
            name = readable(path.relative_to(self._root).as_posix())
            if path.is_dir() or is_unfinished(name) or not is_wanted(name, self._options.date, since):
                continue
            fault = self._fault(path)
            if fault:
                refused.append(f"{name} ({fault})")
                continue
            try:
                taken = self._take(path, since, scratch, clock)
            except OSError as error:
                refused.append(f"{name} ({error.strerror or 'unreadable'})")
            else:
                if taken:
                    yield [taken]
        if refused:
            raise file_faults.refused_files(str(self._root), refused)

    def _fault(self, path: Path) -> str | None:
        try:
            real = path.resolve(strict=True)
            status = real.stat()
        except OSError:
            return "a link to nowhere"
        if not real.is_relative_to(self._root.resolve()):
            return "a link out of the folder"
        if not stat.S_ISREG(status.st_mode):
            return "not a regular file"
        if status.st_size > self._options.max_bytes:
            return f"over {self._options.max_bytes} bytes"
        return None

    def _take(self, path: Path, since: FetchState, scratch: Path, clock: Clock) -> Fetched | None:
        """Copy one file; None when it is known, or was changed too lately or during the copy."""
        real = path.resolve(strict=True)
        before = real.stat()
        # The distance, not the age: a clock that was set back must not hide files for good.
        if abs(clock().timestamp() - before.st_mtime) < self._options.settle:
            return None
        # A folder a file: names in different folders of the source may be the same.
        folder = Path(mkdtemp(dir=scratch))
        target = folder / path.name
        digest = sha256()
        with real.open("rb") as source, target.open("wb") as copy:
            # One byte past the size seen before tells a file that grows, without following it without end.
            left = before.st_size + 1
            while left and (chunk := source.read(min(MIB, left))):
                left -= len(chunk)
                digest.update(chunk)
                copy.write(chunk)
        changed = _identity(before) != _identity(real.stat())
        if changed:
            log.warning("%s changed while it was copied; it is left for the next run", readable(path.name))
        if changed or digest.hexdigest() in since.digests:
            target.unlink()
            folder.rmdir()
            return None
        return Fetched(readable(path.name), target, path.absolute().as_uri(), clock())


def _identity(status: stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
