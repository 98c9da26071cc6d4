"""How an SFTP server is reached: its key is checked before anything of ours is sent. Reading is `remote_sftp`."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import paramiko
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_HANDLE,
    CMD_NAME,
    CMD_OPEN,
    CMD_OPENDIR,
    CMD_READDIR,
    CMD_REALPATH,
    SFTP_FLAG_READ,
)
from pydantic import SecretStr

from ecolake.connectors import file_faults
from ecolake.connectors.patience import LostError
from ecolake.errors import TransportError

USERS_OWN = Path("~/.ssh/known_hosts")


@dataclass(frozen=True)
class SftpLogin:
    """What a connection needs.

    Attributes:
        host: Name or address.
        port: Of the SSH server.
        folder: Absolute path on the server.
        username: None for the name that this program runs under.
        password: Of the user, or of the key file.
        private_key: Path of the key file.
        known_hosts: Path of the file of known server keys; None for the user's own.
        timeout: Seconds that connecting, or silence, may take.
    """

    host: str
    port: int
    folder: str
    username: str | None
    password: SecretStr | None
    private_key: str | None
    known_hosts: str | None
    timeout: float

    @property
    def address(self) -> str:
        """The folder, for people."""
        port = "" if self.port == paramiko.config.SSH_PORT else f":{self.port}"
        return f"sftp://{self.host}{port}{self.folder}"


class UnknownKeyError(paramiko.SSHException):  # type: ignore[misc]
    """A server that nobody has vouched for."""

    def __init__(self, key: paramiko.PKey) -> None:
        super().__init__()
        self.key = key


class Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Refuses as paramiko's own policy does, and keeps the key, so that a person can be told its fingerprint."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002
        """Refuse it."""
        raise UnknownKeyError(key)


class Reading(paramiko.SFTPFile):  # type: ignore[misc]
    """A file whose bytes are asked for ahead, by a thread that ends without a word when the line does: who reads tells it."""

    def _prefetch_thread(self, chunks: list[tuple[int, int]], most: int | None) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            super()._prefetch_thread(chunks, most)


class Folder(paramiko.SFTPClient):  # type: ignore[misc]
    """An SFTP client that lists a folder piece by piece, with names as the bytes that they are."""

    def entries(self, path: bytes) -> Iterator[tuple[bytes, paramiko.SFTPAttributes]]:
        """Yield name and attributes (of links: their own) of all that lies in a folder."""
        kind, message = self._request(CMD_OPENDIR, path)
        if kind != CMD_HANDLE:
            raise paramiko.SFTPError("no handle")
        handle = message.get_binary()
        while True:
            try:
                kind, message = self._request(CMD_READDIR, handle)
            except EOFError:
                break
            if kind != CMD_NAME:
                raise paramiko.SFTPError("no names")
            for _ in range(message.get_int()):
                name = message.get_string()
                message.get_string()
                attributes = paramiko.SFTPAttributes._from_msg(message)  # noqa: SLF001 - the only way to read them
                if name not in (b".", b".."):
                    yield name, attributes
        self._request(CMD_CLOSE, handle)

    def reading(self, path: bytes) -> Reading:
        """Open a file."""
        kind, message = self._request(CMD_OPEN, path, SFTP_FLAG_READ, paramiko.SFTPAttributes())
        if kind != CMD_HANDLE:
            raise paramiko.SFTPError("no handle")
        return Reading(self, message.get_binary(), "rb")

    def real(self, path: bytes) -> bytes:
        """Return a path without links."""
        kind, message = self._request(CMD_REALPATH, path)
        if kind != CMD_NAME or message.get_int() != 1:
            raise paramiko.SFTPError("no path")
        real: bytes = message.get_string()
        return real


def connect(login: SftpLogin) -> tuple[paramiko.SSHClient, Folder]:
    """Open a connection.

    Raises:
        LostError: The server did not answer.
        TransportError: `unknown_host_key`, `changed_host_key`, `refused_login` or `unusable_key_file`.
    """
    client = paramiko.SSHClient()
    known = _load_known(client, login)
    client.set_missing_host_key_policy(Refuse())
    key = _private_key(login)
    try:
        client.connect(
            login.host,
            login.port,
            login.username,
            # A password that opens the key file is not one to send.
            login.password.get_secret_value() if login.password and not key else None,
            pkey=key,
            timeout=login.timeout,
            banner_timeout=login.timeout,
            auth_timeout=login.timeout,
            channel_timeout=login.timeout,
            # Only what is configured: an agent or a default key would log in as somebody else.
            allow_agent=False,
            look_for_keys=False,
        )
        folder = _folder(client)
        folder.get_channel().settimeout(login.timeout)
    except UnknownKeyError as error:
        raise file_faults.unknown_host_key(
            login.address, error.key.get_name(), error.key.fingerprint, known
        ) from None
    except paramiko.BadHostKeyException as error:
        raise file_faults.changed_host_key(login.address, error.key.fingerprint, known) from None
    except paramiko.AuthenticationException:
        raise file_faults.refused_login(login.address) from None
    except (OSError, EOFError, paramiko.SSHException) as error:
        client.close()
        raise LostError(type(error).__name__) from error
    return client, folder


def _folder(client: paramiko.SSHClient) -> Folder:
    transport = client.get_transport()
    folder: Folder | None = Folder.from_transport(transport) if transport else None
    if folder is None:
        raise paramiko.SSHException("the connection is closed")
    return folder


def _load_known(client: paramiko.SSHClient, login: SftpLogin) -> str:
    path = Path(login.known_hosts or USERS_OWN).expanduser()
    if login.known_hosts is None and not path.exists():
        return str(USERS_OWN)
    try:
        client.load_host_keys(str(path))
    except (OSError, paramiko.SSHException) as error:
        raise _unusable(path, error) from None
    return str(path)


def _private_key(login: SftpLogin) -> paramiko.PKey | None:
    if login.private_key is None:
        return None
    path = Path(login.private_key).expanduser()
    phrase = login.password.get_secret_value().encode() if login.password else None
    try:
        return paramiko.PKey.from_path(path, phrase)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, error: Exception) -> TransportError:
    said = error.strerror if isinstance(error, OSError) else type(error).__name__
    return file_faults.unusable_key_file(str(path), f"{said}", f"{said}")
