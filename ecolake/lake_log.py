"""The version of a lake table, from the names in its Delta log: a look at a folder instead of an opened table.

For callers that ask hundreds of tables whether they have changed. What a version holds is asked of `lake`.
"""

import os
import re
from pathlib import Path

_ENTRY = re.compile(r"(\d{20})\.(?:json|checkpoint\.parquet)\Z")


def logged_version(table: Path) -> int | None:
    """The current version of the table in a folder; None when there is none.

    An entry of the log has its name only once it is whole (Delta protocol, "Delta Log Entries").
    """
    try:
        names = os.listdir(table / "_delta_log")  # noqa: PTH208  hundreds of folders, and Path is slow
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max((int(found[1]) for name in names if (found := _ENTRY.match(name))), default=None)
