"""What a folder behind a network must be able to do for `ecolake.connectors.remote`, whatever its protocol."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import quote

# Entries of one folder tree; one that goes on is a mistake, or malice.
MOST_ENTRIES = 500_000


class RefusedError(Exception):
    """One file cannot be had, whatever one does; the text says why. The others can."""


@dataclass(frozen=True)
class RemoteFile:
    """One file of the folder, as far as the source tells.

    Attributes:
        name: Path below the folder, with `/`.
        size: Bytes; None where the source does not say.
        modified: Seconds since 1970; None where the source does not say.
        tag: What the source itself calls this state of the file (an ETag).
        refused: Why it cannot be taken, where that is known before it is read.
    """

    name: str
    size: int | None = None
    modified: float | None = None
    tag: str | None = None
    refused: str | None = None

    def origin(self, address: str) -> str:
        """Its address, below that of the folder."""
        return f"{address.rstrip('/')}/{quote(self.name)}"

    def position(self, address: str) -> str | None:
        """What tells this state of the file from an earlier one; None where the source says too little."""
        if self.tag is None and (self.modified is None or self.size is None):
            return None
        told = {"file": self.origin(address), "size": self.size, "modified": self.modified, "tag": self.tag}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @property
    def base_name(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.name).name


class Store(Protocol):
    """A folder behind a network.

    All calls may block and raise `LostError` (worth another attempt, after `close`) or `TransportError` (not worth it).

    Attributes:
        address: Of the folder, without secrets, for people and as origin.
    """

    address: str

    def files(self, depth: int | None, enters: Callable[[str], bool]) -> Iterator[RemoteFile]:
        """Yield all files of the folder, in any order.

        Args:
            depth: How many folders deep to go; None without end.
            enters: Whether a folder, by its path below, is wanted.
        """
        ...

    def describe(self, file: RemoteFile) -> RemoteFile:
        """Ask for size, time and tag of one file.

        Raises:
            RefusedError: It is gone, or not to be had.
        """
        ...

    def read(self, file: RemoteFile, offset: int) -> tuple[int, Iterator[bytes]]:
        """Return the bytes from an offset on, and the offset that they do begin at: 0, where the source cannot skip.

        Raises:
            RefusedError: It is gone, changed, or not to be had.
        """
        ...

    def close(self) -> None:
        """Shut the connection, from any thread, without waiting; the next call opens another."""
        ...
