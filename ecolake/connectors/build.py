"""From a transport's options to the connector that serves it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from ecolake.connectors.base import Connector, resolve
from ecolake.errors import TransportError
from ecolake.standards.transport import (
    DatabaseTransport,
    FileTransport,
    FramesTransport,
    HttpTransport,
    MessagesTransport,
    Transport,
)

AnyTransport = FileTransport | HttpTransport | DatabaseTransport | FramesTransport | MessagesTransport

TRANSPORT: TypeAdapter[AnyTransport] = TypeAdapter(Transport)

# What of a dataset's `read` block narrows which transport; a file's glob means nothing to an HTTP address.
_NARROWS: dict[str, set[str]] = {
    "file": {"files", "date"},
    "http": {"path"},
}


def build_connector(
    transport: BaseModel | Mapping[str, Any],
    environment: Mapping[str, str],
    read: BaseModel | None = None,
) -> Connector:
    """Return the connector of one dataset.

    Args:
        transport: `FileTransport`, `HttpTransport`, or the standard's own `transport` block.
        environment: Where `env:NAME` values are looked up; at this call, not when the YAML is loaded.
        read: The dataset's `read` block; its `files`, `date` and `path` narrow the transport.

    Raises:
        TransportError: `not_configured` or `wrong_option`.
    """
    given = dict(transport) if isinstance(transport, Mapping) else transport.model_dump(exclude_unset=True)
    narrowed = read.model_dump(include=_NARROWS.get(str(given.get("type")), set())) if read else {}
    try:
        options = TRANSPORT.validate_python(given | narrowed)
    except ValidationError as error:
        raise _wrong_option(error) from None
    return _connector(options, read, environment)


def _connector(options: AnyTransport, read: BaseModel | None, environment: Mapping[str, str]) -> Connector:
    """Each transport's libraries are loaded when a source wants them: a county without a database needs no driver."""
    match options:
        case FileTransport():
            from ecolake.connectors.file_address import build_file_connector

            return build_file_connector(options, environment)
        case DatabaseTransport():
            from ecolake.connectors.database_address import build_database_connector

            return build_database_connector(options, read, environment)
        case HttpTransport():
            from ecolake.connectors.http_address import dataset_address

            address = dataset_address(resolve(options.url, environment), options.path)
            token = _secret(options.token, environment)
            if options.style == "crawl":
                from ecolake.connectors.crawl import CrawlConnector

                return CrawlConnector(options, address, token)
            from ecolake.connectors.http import HttpConnector

            return HttpConnector(options, address, token)
        case FramesTransport():
            from ecolake.connectors.frames import FramesConnector

            return FramesConnector(options, resolve(options.url, environment))
        case MessagesTransport():
            from ecolake.connectors.messages import MessagesConnector

            username = resolve(options.username, environment) if options.username else None
            return MessagesConnector(
                options,
                str(getattr(read, "path", "")),
                resolve(options.url, environment),
                username,
                _secret(options.password, environment),
            )


def _secret(name: str | None, environment: Mapping[str, str]) -> SecretStr | None:
    return SecretStr(resolve(name, environment)) if name else None


def _wrong_option(error: ValidationError) -> TransportError:
    """Return the error in our words; the value is left out: it may be a secret in the wrong place."""
    faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return TransportError(
        "wrong_option",
        f"The transport cannot be used as it is configured: {faults}.",
        f"传输配置有误：{faults}。",
        where="transport",
        hint_en="Correct the source's `transport` or the dataset's `read` block.",
        hint_zh="请更正数据源的 `transport` 或数据集的 `read` 配置。",
    )
