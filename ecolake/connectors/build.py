"""From a transport's options to the connector that serves it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, SecretStr, TypeAdapter

from ecolake.connectors.base import Connector, resolve
from ecolake.connectors.file import FileConnector
from ecolake.connectors.http import HttpConnector
from ecolake.connectors.options import FileTransport, HttpTransport, Transport

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
        TransportError: `not_configured`.
        pydantic.ValidationError: An option is wrong.
    """
    given = dict(transport) if isinstance(transport, Mapping) else transport.model_dump(exclude_unset=True)
    # Exactly the options that this transport knows: a file's glob means nothing to an HTTP address.
    known = FileTransport.model_fields if given.get("type") == "file" else HttpTransport.model_fields
    narrowed = read.model_dump(include={"files", "date", "path"}) if read else {}
    options = TRANSPORT.validate_python(given | {k: v for k, v in narrowed.items() if k in known})
    url = resolve(options.url, environment)
    if isinstance(options, FileTransport):
        return FileConnector(options, url)
    token = SecretStr(resolve(options.token, environment)) if options.token else None
    return HttpConnector(options, url, token)
