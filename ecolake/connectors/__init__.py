"""How a source is reached: one module a transport, all of them handing over files as received.

A connector knows addresses, tokens, retries and limits. What the bytes mean is the business of
`ecolake.formats`; keeping them is that of the landing zone.
"""

from ecolake.connectors.base import Clock, Connector, FetchState
from ecolake.connectors.build import build_connector
from ecolake.landing import Fetched

__all__ = ["Clock", "Connector", "FetchState", "Fetched", "build_connector"]
