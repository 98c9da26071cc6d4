"""Whether there is anything to build: the question that is asked before dbt is loaded."""

from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.warehouse import releases
from ecolake.warehouse.snapshot import fingerprint


def is_published(home: Home, standards: Standards) -> bool:
    """Whether the lake, the standards and the SQL are those of what is published."""
    return releases.is_published(home, fingerprint(home, standards))
