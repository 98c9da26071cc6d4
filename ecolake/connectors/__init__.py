"""How a source is reached: one module a transport, all of them handing over files as received.

A connector knows addresses, tokens, retries and limits. What the bytes mean is the business of
`ecolake.formats`; keeping them is that of the landing zone.
"""

from stamina.instrumentation import set_on_retry_hooks

from ecolake.connectors.base import Clock, Connector, FetchState
from ecolake.connectors.build import build_connector
from ecolake.landing import Fetched

# Stamina would print retries through structlog, which writes to standard output and so into what other programs read.
# Connectors log their retries themselves.
set_on_retry_hooks([])

__all__ = ["Clock", "Connector", "FetchState", "Fetched", "build_connector"]
