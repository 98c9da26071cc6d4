"""From the address of a database transport to the connector that reads it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, SecretStr

from ecolake.connectors import database_faults, file_faults
from ecolake.connectors.base import Connector, resolve
from ecolake.connectors.database import DatabaseConnector
from ecolake.connectors.database_session import Session
from ecolake.standards.source import ReadOptions
from ecolake.standards.transport import DatabaseTransport

# Of libpq's parameters those that a URL may set: how the connection is encrypted, and nothing else.
IN_ADDRESS = frozenset({"sslmode", "sslrootcert"})


def build_database_connector(
    options: DatabaseTransport, read: BaseModel | None, environment: Mapping[str, str]
) -> Connector:
    """Return the connector for one table.

    Raises:
        TransportError: `not_configured`, `unsupported_address`, `secret_in_address` or `wrong_option`.
    """
    url = resolve(options.url, environment)
    username = resolve(options.username, environment) if options.username else None
    password = SecretStr(resolve(options.password, environment)) if options.password else None
    address, connect = _session(url, username, password, options.timeout)
    if not isinstance(read, ReadOptions) or not read.table:
        raise database_faults.no_table(address)
    return DatabaseConnector(options, read, address, connect)


def _session(
    url: str, username: str | None, password: SecretStr | None, timeout: float
) -> tuple[str, Callable[[], Session]]:
    """Each driver is loaded when an address wants it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise database_faults.unsupported_address("?") from None
    given = dict(parse_qsl(parts.query))
    path = unquote(parts.path)
    shown = f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
    if "@" in parts.netloc or given.keys() & {"user", "password"}:
        raise file_faults.secret_in_address(f"{parts.scheme}://{host}")
    if parts.scheme == "sqlite" and not parts.netloc and len(path) > 1 and not given:
        return shown, lambda: _sqlite(_file(path))
    is_postgresql = parts.scheme in ("postgresql", "postgres") and host and len(path) > 1
    if not is_postgresql or not given.keys() <= IN_ADDRESS:
        raise database_faults.unsupported_address(shown if host or path else "?")
    asked = {"host": unquote(host), "dbname": path[1:], **given}
    asked |= {"port": str(port)} if port else {}
    asked |= {"user": username} if username else {}
    return shown, lambda: _postgresql(shown, asked, password, timeout)


def _file(path: str) -> Path:
    """Return the file, from the root on, however many slashes stand before it: a service has no folder of its own."""
    return Path("/" + path.lstrip("/"))


def _sqlite(path: Path) -> Session:
    from ecolake.connectors.database_sqlite import SqliteSession

    return SqliteSession(path)


def _postgresql(
    where: str, parameters: dict[str, str], password: SecretStr | None, timeout: float
) -> Session:
    from ecolake.connectors.database_postgresql import PostgresqlSession

    return PostgresqlSession(where, parameters, password, timeout)
