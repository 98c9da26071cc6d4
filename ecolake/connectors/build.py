"""From a transport's options to the connector that serves it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from ecolake.connectors.base import Connector, resolve
from ecolake.connectors.file import FileConnector
from ecolake.connectors.http import HttpConnector
from ecolake.errors import TransportError
from ecolake.standards.transport import FileTransport, HttpTransport, Transport

TRANSPORT: TypeAdapter[FileTransport | HttpTransport] = TypeAdapter(Transport)


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
    # Exactly the options that this transport knows: a file's glob means nothing to an HTTP address.
    known = FileTransport.model_fields if given.get("type") == "file" else HttpTransport.model_fields
    narrowed = read.model_dump(include={"files", "date", "path"}) if read else {}
    try:
        options = TRANSPORT.validate_python(given | {k: v for k, v in narrowed.items() if k in known})
    except ValidationError as error:
        raise _wrong_option(error) from None
    url = resolve(options.url, environment)
    if isinstance(options, FileTransport):
        return FileConnector(options, url)
    token = SecretStr(resolve(options.token, environment)) if options.token else None
    return HttpConnector(options, url, token)


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
