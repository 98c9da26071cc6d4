"""Whether there is anything to build: the question that is asked before dbt is loaded."""

from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.warehouse.releases import releases
from ecolake.warehouse.snapshot import fingerprint


def is_published(home: Home, standards: Standards) -> bool:
    """Whether a build would give what a release already holds: the newest, or the one that readers see.

    The newest counts too: after a roll back, nothing is published over it until something has really changed.
    """
    known = releases(home)
    wanted = {release.fingerprint for release in known[:1]} | {r.fingerprint for r in known if r.current}
    return bool(wanted) and fingerprint(home, standards) in wanted
