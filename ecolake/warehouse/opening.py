"""Open a release together with what it withholds, and leave a line that says who did so, and why.

Whoever may read the restricted file may do so without this module: its permissions are what keeps others out. The lines are
for those who account for the use of personal data.
"""

import getpass
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.errors import EcolakeError, UsageError
from ecolake.home import Home
from ecolake.warehouse import restricted
from ecolake.warehouse.query import open_release
from ecolake.warehouse.record import Release

if TYPE_CHECKING:
    import duckdb

LEAST_REASON = 4


def audit_file(home: Home) -> Path:
    """Where each opening has its line."""
    return restricted.room(home) / "opened.jsonl"


def open_restricted(
    home: Home, release: Release, *, reason: str, sql: str, now: datetime | None = None
) -> "duckdb.DuckDBPyConnection":
    """Open a release as `ecolake` and its full values as `restricted`, once the line is written.

    Args:
        home: The installation.
        release: Which release.
        reason: What the values are needed for.
        sql: What is going to be asked.
        now: The time; the clock by default.

    Raises:
        EcolakeError: There is no reason, no restricted file, or no right to read it.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise UsageError(
            "no_reason",
            "Full values of persons are shown for a reason only.",
            "查看个人信息原值必须写明用途。",
            where="--reason",
            hint_en="Say what they are needed for: --reason 'petition XF2026…, call the petitioner back'",
            hint_zh="请写明用途，如：--reason '信访件 XF2026…，回访信访人'",
        )
    path = restricted.file_of(home, release.release)
    try:
        _write_line(home, release, reason.strip(), sql, now or datetime.now(UTC))
        with path.open("rb"):
            pass
    except OSError:
        raise _not_yours(path) from None
    return open_release(home, release, beside={"restricted": path})


def _write_line(home: Home, release: Release, reason: str, sql: str, now: datetime) -> None:
    line = {
        "opened_at": now.isoformat(),
        "user": getpass.getuser(),
        "uid": os.getuid(),
        "release": release.release,
        "reason": reason,
        "sql": sql,
    }
    handle = os.open(audit_file(home), os.O_WRONLY | os.O_CREAT | os.O_APPEND, restricted.OWNER_ONLY)
    try:
        # One write: lines of two openings at a time do not mix.
        os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_yours(path: Path) -> EcolakeError:
    return EcolakeError(
        "restricted",
        "There is no restricted file of this release, or you may not read it.",
        "该版本没有受限数据文件，或您无权读取。",
        where=str(path),
        hint_en="Ask the officer for data security; the masked values are in the published file.",
        hint_zh="请联系数据安全负责人；脱敏后的值在已发布文件中。",
    )
