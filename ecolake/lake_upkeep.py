"""Keep the lake's tables in few files: many small deliveries are laid together, and what nobody can ask for any more goes.

Contents never change here. A file that a kept release names is never removed, since a published warehouse reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from deltalake import DeltaTable

from ecolake import lake
from ecolake.home import Home
from ecolake.system_faults import told_plainly
from ecolake.warehouse.releases import releases

# Files of a table above which it is worth the writing.
MANY = 32
LARGEST_FILE = 256 << 20
# A run that began before the tidying may still read what it found; none takes so long.
DAYS = 7


@dataclass(frozen=True)
class Tidied:
    """What became of one table.

    Attributes:
        table: Its path below the lake.
        files_before: Files of its current version before.
        files: And after.
        removed: Files of older versions that were deleted.
    """

    table: str
    files_before: int
    files: int
    removed: int


def tidy(home: Home, *, many: int = MANY, days: int = DAYS) -> list[Tidied]:
    """Lay the files of each table together, and delete those of old versions.

    Args:
        home: The installation.
        many: A table of fewer files is left as it is.
        days: Files stay for so long after they were replaced, whoever names them.

    Returns:
        The tables that changed, by name.
    """
    done = []
    # No build may pin versions while the releases that are kept are counted.
    with home.lock("build"):
        kept = releases(home)
        for table in _tables(home):
            pinned = {one.lake_versions[table] for one in kept if table in one.lake_versions}
            with home.lock(_lock(table)), told_plainly(home.lake / table):
                tidied = _tidy(home, table, pinned, many, days)
            if tidied.files != tidied.files_before or tidied.removed:
                done.append(tidied)
    return done


def _tables(home: Home) -> Iterator[str]:
    for log in sorted(home.lake.glob("**/_delta_log")):
        yield log.parent.relative_to(home.lake).as_posix()


def _lock(table: str) -> str:
    """The lock of those who write a table; the accounts are only ever added to, which disturbs nobody."""
    layer, *dataset = table.split("/")
    if len(dataset) == 2:  # of one dataset: accepted, rejected and what else is kept of it
        return f"accept.{'.'.join(dataset)}"
    return layer if layer in ("registry", "derived") else "upkeep"


def _tidy(home: Home, table: str, pinned: set[int], many: int, days: int) -> Tidied:
    opened = DeltaTable(str(home.lake / table))
    before = len(opened.file_uris())
    if before >= many:
        opened.optimize.compact(target_size=LARGEST_FILE, commit_properties=lake.PROPERTIES)
    keep = sorted(pinned | {opened.version()})
    # The log tells of replaced files for a week after they are gone.
    named = {unquote(name) for name in _vacuum(opened, days, keep, dry_run=True)}
    going = [name for name in named if (home.lake / table / name).is_file()]
    if going:
        # Asked first: it writes to the log though nothing goes, and a version more is a warehouse to build.
        _vacuum(opened, days, keep, dry_run=False)
    return Tidied(table, before, len(opened.file_uris()), len(going))


def _vacuum(table: DeltaTable, days: int, keep: list[int], *, dry_run: bool) -> list[str]:
    return table.vacuum(
        retention_hours=days * 24, enforce_retention_duration=False, keep_versions=keep, dry_run=dry_run
    )
