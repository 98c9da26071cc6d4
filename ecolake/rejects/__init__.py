"""Rejected rows, for the people who must mend them: read them back, and hand them over as a workbook."""

from ecolake.rejects.rows import rejected_rows
from ecolake.rejects.sheets import Exported, export

__all__ = ["Exported", "export", "rejected_rows"]
