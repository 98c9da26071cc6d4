"""From the address of a file transport to what reaches it: a folder here, or one behind SFTP, S3 or HTTP."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from ecolake.connectors import file_faults
from ecolake.connectors.base import Connector, resolve
from ecolake.connectors.file import FileConnector
from ecolake.connectors.remote import RemoteFileConnector
from ecolake.connectors.remote_store import Store
from ecolake.errors import TransportError
from ecolake.standards.transport import FileTransport

SSH_PORT = 22


def build_file_connector(options: FileTransport, environment: Mapping[str, str]) -> Connector:
    """Return the connector for a folder.

    Raises:
        TransportError: `not_configured`, `unsupported_address` or `secret_in_address`.
    """
    url = resolve(options.url, environment)
    if "://" not in url:
        return FileConnector(options, Path(url))
    parts = _parts(url)
    if parts.scheme == "file":
        return FileConnector(options, Path(unquote(parts.path)))
    shown = f"{parts.scheme}://{parts.hostname or ''}"
    if "@" in parts.netloc:
        raise file_faults.secret_in_address(shown)
    return RemoteFileConnector(options, _store(options, url, parts, environment))


def _store(options: FileTransport, url: str, parts: SplitResult, environment: Mapping[str, str]) -> Store:
    """Each protocol's library is loaded when an address wants it."""

    def given(value: str | None) -> str | None:
        return resolve(value, environment) if value else None

    username, password = given(options.username), given(options.password)
    secret = SecretStr(password) if password else None
    login = (username, secret) if username and secret else None
    match parts.scheme:
        case "sftp" if parts.hostname:
            from ecolake.connectors.remote_sftp import SftpStore
            from ecolake.connectors.remote_sftp_login import SftpLogin

            return SftpStore(
                SftpLogin(
                    host=parts.hostname,
                    port=parts.port or SSH_PORT,
                    folder=unquote(parts.path) or "/",
                    username=username,
                    password=secret,
                    private_key=given(options.private_key),
                    known_hosts=given(options.known_hosts),
                    timeout=options.timeout,
                )
            )
        case "s3" if parts.hostname:
            from ecolake.connectors.remote_s3 import S3Store

            return S3Store(
                parts.netloc, unquote(parts.path).strip("/"), login, given(options.endpoint), options.timeout
            )
        case "http" | "https" if parts.hostname:
            import httpx

            from ecolake.connectors.remote_http import HttpFolderStore

            return HttpFolderStore(httpx.URL(url), login, options.timeout)
        case _:
            raise file_faults.unsupported_address(parts.scheme)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # What is no address may be a password with a slash in it: it is not shown.
        raise _unreadable() from None
    return parts


def _unreadable() -> TransportError:
    return file_faults.unsupported_address("?")
