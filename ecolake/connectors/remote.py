"""A folder behind SFTP, S3 or HTTP: which of its files are new, and how one is brought here whole.

The protocol is the business of the store. Each file is a batch; what was taken is remembered by the file's name, size, time
and tag, so that a file which has not changed is not transferred again.
"""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from ecolake.connectors import file_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.file_rules import Below, is_plain, is_unfinished, is_wanted
from ecolake.connectors.patience import LostError, OutOfPatienceError, attempts, given_up, within
from ecolake.connectors.remote_copy import Copy
from ecolake.connectors.remote_store import RefusedError, RemoteFile, Store
from ecolake.errors import TransportError
from ecolake.landing import Fetched
from ecolake.standards.transport import FileTransport

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# So many files in a row that break off mean that the source is gone, not that a file is broken.
HOPELESS = 3
# Seconds. Times of files are told by the second: one that was written just now may be written again within it, so it is
# not remembered, and asked for again the next time.
RACY = 2.0


class RemoteFileConnector:
    """Takes files from a folder behind a network.

    Args:
        options: What to take, and how patiently.
        store: The folder.
    """

    def __init__(self, options: FileTransport, store: Store) -> None:
        self._options = options
        self._store = store
        self._glob = Below(options.files)
        self._deadline = 0.0

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield each new file as a batch, in order of name.

        The same files are passed over as in a local folder, and what is refused is told in the same way, after all others.
        A transfer that breaks off goes on where it was, or begins anew where the source cannot skip.

        Raises:
            TransportError: `unreachable`, `out_of_time`, `refused_login`, `unknown_host_key`, `changed_host_key`,
                `unusable_key_file`, `folder_missing`, `folder_too_large`, or `refused_files`.
        """
        self._deadline = time.monotonic() + self._options.budget
        try:
            yield from self._files(since, scratch, clock)
        finally:
            self._store.close()

    def _files(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        refused: list[str] = []
        broken = in_a_row = 0
        lost: TransportError | None = None
        for file in self._listed(since):
            try:
                taken = self._take(file, since, scratch, clock)
            except RefusedError as error:
                refused.append(f"{file.name} ({error})")
                continue
            except TransportError as error:
                if error.code != "unreachable":
                    raise
                lost, broken, in_a_row = error, broken + 1, in_a_row + 1
                refused.append(f"{file.name} (broke off)")
                if in_a_row == HOPELESS:
                    break
                continue
            in_a_row = 0
            if taken:
                yield [taken]
        # Files that broke off may come whole the next time; a refused one waits for a person.
        if lost and broken == len(refused):
            raise lost
        if refused:
            raise file_faults.refused_files(self._store.address, refused)

    def _listed(self, since: FetchState) -> list[RemoteFile]:
        """Return the files that are meant, in order of name; names that lead elsewhere are among them, to be refused."""

        def enters(folder: str) -> bool:
            return not is_unfinished(folder)

        found = self._patiently(
            lambda: list(self._store.files(self._glob.depth, enters)), self._store.address
        )
        meant = (
            file
            for file in found
            if self._glob.matches(file.name)
            and not is_unfinished(file.name)
            and is_wanted(file.name, self._options.date, since)
        )
        return sorted(meant, key=lambda file: file.name.split("/"))

    def _take(self, file: RemoteFile, since: FetchState, scratch: Path, clock: Clock) -> Fetched | None:
        """Bring one file; None when it is known, was changed too lately, or changes while it is read."""
        self._refuse(file)
        where = file.origin(self._store.address)
        if file.size is None or file.modified is None:
            file = self._patiently(lambda: self._store.describe(file), where)
            self._refuse(file)
        position = file.position(self._store.address)
        age = None if file.modified is None else abs(clock().timestamp() - file.modified)
        if position in since.positions or (age is not None and age < self._options.settle):
            return None
        # A folder a file: names in different folders of the source may be the same.
        folder = Path(mkdtemp(dir=scratch))
        copy = Copy(folder / file.base_name, file, self._options.max_bytes)
        self._patiently(lambda: copy.go_on(self._store), where, copy.abandon)
        changed = self._changed(file, where)
        if changed:
            log.warning("%s changed while it was read; it is left for the next run", file.name)
        elif not copy.is_whole:
            raise RefusedError("not as long as the source says")
        if changed or copy.digest in since.digests:
            copy.path.unlink()
            folder.rmdir()
            return None
        return Fetched(
            file.base_name, copy.path, where, clock(), None if age is not None and age < RACY else position
        )

    def _changed(self, file: RemoteFile, where: str) -> bool:
        try:
            return self._patiently(lambda: self._store.describe(file), where) != file
        except RefusedError:
            # Moved away as soon as it was read, as some sources do; what came is whole.
            return False

    def _refuse(self, file: RemoteFile) -> None:
        bound = self._options.max_bytes
        if not is_plain(file.name):
            raise RefusedError("a name that leads elsewhere or is no file name")
        if file.refused:
            raise RefusedError(file.refused)
        if file.size is not None and file.size > bound:
            raise RefusedError(f"over {bound} bytes")

    def _patiently(
        self, call: Callable[[], Result], where: str, abandon: Callable[[], None] = lambda: None
    ) -> Result:
        """Call, again where the connection broke, and for no longer than the budget."""
        options, asked = self._options, 0

        def give_up() -> None:
            abandon()
            self._store.close()

        def again(error: Exception) -> bool:
            if isinstance(error, LostError):
                log.info("%s at %s, asking again", error, where)
                self._store.close()
            return isinstance(error, LostError)

        try:
            for attempt in attempts(options.attempts, self._left(), again):
                with attempt:
                    asked = attempt.num
                    return within(self._left(), call, give_up)
        except (LostError, OutOfPatienceError) as error:
            raise given_up(where, error, asked, self._left(), options.budget) from error
        raise AssertionError("the last attempt returns or raises")

    def _left(self) -> float:
        return self._deadline - time.monotonic()
