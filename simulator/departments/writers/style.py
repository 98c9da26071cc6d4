"""What of a file the `read` block does not say."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Style:
    """What the `read` block does not say of a file.

    Attributes:
        title: What is written above a table, and on a page.
        stamp: When the file was written, in the source's own time.
        bom: Whether text begins with a byte order mark.
    """

    title: str
    stamp: datetime
    bom: bool = False
