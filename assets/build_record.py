"""Which run built the private warehouse file.

dbt and publication are two steps, and another run may come between. A record
is there only when the build is whole.
"""

import json
from pathlib import Path

from ecolake.errors import BusyError
from ecolake.home import Home
from ecolake.warehouse.sources import BuildFile

RECORD = "build.json"


def write(home: Home, build: BuildFile, run: str) -> None:
    """Say that the build file is whole, and whose it is."""
    record = {"run": run, "fingerprint": build.fingerprint, "lake_versions": build.lake_versions}
    (home.build / RECORD).write_text(json.dumps(record), encoding="utf-8")


def clear(home: Home) -> None:
    """Withdraw the record before the build file is made anew."""
    (home.build / RECORD).unlink(missing_ok=True)


def read(home: Home, file: str, run: str) -> BuildFile:
    """Return what this run has built.

    Raises:
        BusyError: Another run has built over it, or nothing was built.
    """
    path = home.build / RECORD
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if record.get("run") != run:
        raise BusyError(
            "build_taken_over",
            "The warehouse file under construction is not of this run; nothing is published by it.",
            "在建的数据仓库文件不属于本次运行，本次不发布。",
            where=str(path),
            hint_en="Another run has built over it and will publish, or only the publication was selected. "
            "Run: ecolake materialize mart",
            hint_zh="其他运行已重新构建并将发布，或本次只选择了发布。请运行：ecolake materialize mart",
        )
    return BuildFile(Path(home.build / file), record["fingerprint"], record["lake_versions"])
