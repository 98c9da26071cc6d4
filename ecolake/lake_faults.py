"""A lake table that cannot be read: told as what happened to which file and what a person does, instead of a library's words.

Belongs here: opening a table's log, and the errors. Does not belong here: looking a whole lake through, and mending it
(`lake_mending`).
"""

from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from ecolake.errors import EcolakeError

MEND = "ecolake lake check --mend"


def opened(table: Path) -> DeltaTable:
    """Open a table.

    Raises:
        EcolakeError: `damaged_lake`: its log is damaged.
    """
    try:
        found = DeltaTable(str(table))
    except DeltaError as error:
        raise damaged(
            table / "_delta_log", "the log of the table cannot be read", "表的日志无法读取"
        ) from error
    entry = table / "_delta_log" / f"{found.version():020}.json"
    # Left by a power cut. It reads as a commit that did nothing, and what it had added would be gone without a word.
    if entry.is_file() and not entry.stat().st_size:
        raise damaged(entry, "the last entry of the table's log is empty", "表日志的最后一条为空")
    return found


def damaged(path: Path, en: str, zh: str) -> EcolakeError:
    """The error for a file of the lake that cannot be read."""
    return EcolakeError(
        "damaged_lake",
        f"A file of the lake is damaged or gone: {en}. Nothing was accepted since, and what was landed is untouched.",
        f"数据湖文件损坏或丢失：{zh}。此后未再接收数据，落地数据完好。",
        where=str(path),
        hint_en=f"Check the disk, then run `{MEND}`: it sets the file aside and judges what it held again, from landed bytes.",
        hint_zh=f"请检查磁盘，然后运行 `{MEND}`：隔离该文件，并由落地数据重新判定其内容。",
    )


def lost_rows(table: Path, wanted: int, there: int) -> EcolakeError:
    """The error for a table that holds fewer rows than its accounts tell."""
    return damaged(
        table,
        f"the accounts tell of {wanted:,} rows, and the table holds {there:,}",
        f"台账记载 {wanted:,} 行，表中仅有 {there:,} 行",
    )
