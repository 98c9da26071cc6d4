"""A folder behind SFTP. The server must be known: nothing is sent to one whose key is not."""

import contextlib
import logging
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace

import paramiko

from ecolake.connectors import file_faults
from ecolake.connectors.patience import LostError
from ecolake.connectors.remote_sftp_login import Folder, SftpLogin, connect
from ecolake.connectors.remote_store import MOST_ENTRIES, RefusedError, RemoteFile
from ecolake.errors import TransportError
from ecolake.file_names import readable

log = logging.getLogger(__name__)

# Paramiko logs tracebacks of broken connections as errors; they are told once, as ours.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)

# Bytes asked for at once, in requests of the size that every server grants (draft-ietf-secsh-filexfer-02, section 6.4).
PIECE = 32 * 1024
PIECES = 32


class SftpStore:
    """A folder behind SFTP.

    Args:
        login: Where, as whom, and by which known keys.
    """

    def __init__(self, login: SftpLogin) -> None:
        self.address = login.address
        self._login = login
        self._client: paramiko.SSHClient | None = None
        self._folder: Folder | None = None
        self._root = b""
        # Paths whose names are not written in UTF-8, as the server has them.
        self._raw: dict[str, bytes] = {}

    def files(self, depth: int | None, enters: Callable[[str], bool]) -> Iterator[RemoteFile]:
        """See `Store.files`."""
        with self._lost():
            folder, left = self._open(), MOST_ENTRIES
            waiting = [""]
            while waiting:
                below = waiting.pop()
                for name, attributes in self._entries(folder, below):
                    left -= 1
                    if left < 0:
                        raise file_faults.folder_too_large(self.address, MOST_ENTRIES)
                    if not stat.S_ISDIR(attributes.st_mode or 0):
                        found = self._file(folder, name, attributes)
                        if found:
                            yield found
                    elif enters(name) and (depth is None or name.count("/") < depth):
                        waiting.append(name)

    def describe(self, file: RemoteFile) -> RemoteFile:
        """See `Store.describe`."""
        with self._lost():
            folder = self._open()
            try:
                status = folder.stat(self._path(file.name))
            except FileNotFoundError:
                raise RefusedError("gone") from None
            return replace(file, size=status.st_size, modified=_time(status))

    def read(self, file: RemoteFile, offset: int) -> tuple[int, Iterator[bytes]]:
        """See `Store.read`."""
        with self._lost():
            folder = self._open()
            try:
                opened = folder.reading(self._path(file.name))
            except (FileNotFoundError, PermissionError) as error:
                raise RefusedError(error.strerror or "unreadable") from None
        return offset, self._chunks(opened, offset, file.size)

    def close(self) -> None:
        """See `Store.close`."""
        client, self._client, self._folder = self._client, None, None
        if client:
            client.close()

    def _chunks(self, opened: paramiko.SFTPFile, offset: int, size: int | None) -> Iterator[bytes]:
        """Read window after window: paramiko's own prefetching would take in a whole file, however slowly it is written."""
        with self._lost(), contextlib.closing(opened):
            # One past the size, to see a file that grows.
            end = None if size is None else size + 1
            while end is None or offset < end:
                starts = range(offset, min(offset + PIECE * PIECES, end or offset + PIECE * PIECES), PIECE)
                window = [(at, min(PIECE, end - at) if end else PIECE) for at in starts]
                for at, piece in zip(starts, opened.readv(window), strict=True):
                    if at != offset:
                        return
                    offset += len(piece)
                    if piece:
                        yield piece
                if offset < starts[-1] + window[-1][1]:
                    return

    def _open(self) -> Folder:
        if self._folder is None:
            self._client, self._folder = connect(self._login)
            self._root = self._real_root(self._folder)
        return self._folder

    def _real_root(self, folder: Folder) -> bytes:
        try:
            root = folder.real(self._login.folder.encode())
            if stat.S_ISDIR(folder.stat(root).st_mode or 0):
                return root
        except (FileNotFoundError, PermissionError):
            pass
        raise file_faults.folder_missing(self.address)

    def _entries(self, folder: Folder, below: str) -> Iterator[tuple[str, paramiko.SFTPAttributes]]:
        """Yield path below the root and attributes; a folder that is not ours to read, or gone by now, is passed over."""
        start = self._path(below)
        try:
            for raw, attributes in folder.entries(start):
                name = f"{below}/{readable(raw)}" if below else readable(raw)
                if readable(raw).encode() != raw or below in self._raw:
                    self._raw[name] = start.rstrip(b"/") + b"/" + raw
                yield name, attributes
        except (FileNotFoundError, PermissionError) as error:
            log.warning("%s/%s cannot be listed: %s", self.address, below, error.strerror)

    def _file(self, folder: Folder, name: str, attributes: paramiko.SFTPAttributes) -> RemoteFile | None:
        """Return a file, or what speaks against it; None for a link to a folder, which is not followed."""
        mode = attributes.st_mode
        if mode is not None and stat.S_ISLNK(mode):
            path = self._path(name)
            try:
                attributes = folder.stat(path)
                real = folder.real(path)
            except OSError:
                return RemoteFile(name, refused="a link to nowhere")
            mode = attributes.st_mode
            if stat.S_ISDIR(mode or 0):
                return None
            if not real.startswith(self._root.rstrip(b"/") + b"/"):
                return RemoteFile(name, refused="a link out of the folder")
        if mode is not None and not stat.S_ISREG(mode):
            return RemoteFile(name, refused="not a regular file")
        return RemoteFile(name, attributes.st_size, _time(attributes))

    def _path(self, name: str) -> bytes:
        if not name:
            return self._root
        return self._raw.get(name) or self._root.rstrip(b"/") + b"/" + name.encode("utf-8", "replace")

    @contextlib.contextmanager
    def _lost(self) -> Iterator[None]:
        """Tell a connection that broke from an answer that is no."""
        try:
            yield
        except (TransportError, RefusedError, LostError):
            raise
        except PermissionError as error:
            raise RefusedError(error.strerror or "permission denied") from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise LostError(type(error).__name__) from error


def _time(attributes: paramiko.SFTPAttributes) -> float | None:
    return None if attributes.st_mtime is None else float(attributes.st_mtime)
