"""One file on its way here: what has arrived, and how to go on from there."""

from hashlib import sha256
from pathlib import Path

from ecolake.connectors.patience import LostError
from ecolake.connectors.remote_store import RefusedError, RemoteFile, Store


class Copy:
    """The bytes of one file that have arrived so far.

    Args:
        path: Where they are written.
        file: The file as the source described it.
        bound: Bytes from which it is refused.
    """

    def __init__(self, path: Path, file: RemoteFile, bound: int) -> None:
        self.path = path
        self._file = file
        self._bound = bound
        self._size = 0
        self._sha256 = sha256()
        self._abandoned = False

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what has arrived."""
        return self._sha256.hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether what has arrived is as long as the source said."""
        return self._file.size is None or self._size == self._file.size

    def abandon(self) -> None:
        """Take no more; a transfer that still runs ends itself."""
        self._abandoned = True

    def go_on(self, store: Store) -> None:
        """Read from where the last attempt ended, to the end, or to one byte past the announced size.

        Raises:
            RefusedError: The file is not to be had, or is larger than the bound.
            LostError: The connection broke.
        """
        start, chunks = store.read(self._file, self._size)
        if start != self._size:
            self._size, self._sha256 = 0, sha256()
        # The byte past the size tells a file that grows, without following it without end.
        most = self._bound + 1 if self._file.size is None else self._file.size + 1
        with self.path.open("r+b" if self._size else "wb") as target:
            target.seek(self._size)
            for chunk in chunks:
                if self._abandoned:
                    raise LostError("abandoned")
                taken = chunk[: most - self._size]
                target.write(taken)
                self._sha256.update(taken)
                self._size += len(taken)
                if self._size >= most:
                    break
        if self._size > self._bound:
            raise RefusedError(f"over {self._bound} bytes")
