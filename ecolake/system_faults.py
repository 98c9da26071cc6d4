"""What the system says of a disk, found in the words of the libraries that pass it on: delta-rs, polars, DuckDB and Arrow.

So that a full disk is told as one, stops the run, and is never blamed on the file that was being read.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NUMBER = re.compile(r"\(os error (\d+)\)|\[Errno (\d+)\]|errno: (\d+)")
_OF_THE_MACHINE = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
    errno.EFBIG,
)


def system_fault(error: BaseException, path: Path | None = None) -> OSError | None:
    """Return a library's error as the system's own, None where it is not about the machine.

    Args:
        error: What was raised.
        path: The file or table concerned, where it is known.
    """
    text = str(error)
    numbers = {int(next(filter(None, found))) for found in _NUMBER.findall(text)}
    for number in _OF_THE_MACHINE:
        if number in numbers or os.strerror(number) in text:
            return OSError(number, os.strerror(number), str(path) if path else None)
    return None


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Raise what a library makes of a fault of the machine as the fault itself.

    Raises:
        OSError: The disk is full, read-only, broken, or not ours.
    """
    try:
        yield
    except Exception as error:
        fault = system_fault(error, path)
        if fault is None:
            raise
        raise fault from error
