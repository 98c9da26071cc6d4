"""From a published value back to its origin: mart row → accepted rows → batch → landed file → the row as received."""

from ecolake.trace.landed import Origin
from ecolake.trace.walk import Trace, trace

__all__ = ["Origin", "Trace", "trace"]
