"""Landed bytes become a table of the source's own columns, all of them text.

What a column means, and what type it has, is the standard's business and happens later. Nothing here guesses
a type, drops a record or mends a value: a record that is no row is handed over as malformed, with its bytes.
"""

from ecolake.formats.limits import Limits
from ecolake.formats.reading import fingerprint_columns, read_parts, read_table
from ecolake.formats.table import Table
from ecolake.standards.source import ReadOptions

__all__ = ["Limits", "ReadOptions", "Table", "fingerprint_columns", "read_parts", "read_table"]
