"""Call dbt on the build file: the one place that knows its command line and environment.

Which models there are is the business of `dbt_project/`; what Dagster makes of a run that of `assets`.
"""

import os
import subprocess
import sys

from ecolake.errors import GateError
from ecolake.home import Home
from ecolake.warehouse.sources import BUILD_FILE, make_room

TAIL = 4000
# What is built in production: unit tests say something about the SQL, not about the data.
BUILD = ("build", "--exclude-resource-type", "unit_test")
# Not `-m dbt.cli.main`: the package imports that module first and Python warns of it. The child ends when the
# process that asked for it is gone, so that a killed run leaves no dbt behind.
_CHILD = """
import os, threading, time
def end_with_parent():
    while os.getppid() == {parent}:
        time.sleep(0.1)
    os._exit(1)
threading.Thread(target=end_with_parent, daemon=True).start()
from dbt.cli.main import cli
cli()
"""


def dbt_environment(home: Home) -> dict[str, str]:
    """Environment of a dbt call: where to build, and no call home."""
    return {
        # The same words for every build: dbt parses the whole project again when its profile says another path.
        "ECOLAKE_BUILD_FILE": str(home.build / BUILD_FILE),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_VERSION_CHECK": "false",
        "DBT_PARTIAL_PARSE": "true",
        "DBT_USE_COLORS": "false",
        "DBT_TARGET_PATH": str(home.dbt_target),
        "DBT_LOG_PATH": str(home.dbt_target / "logs"),
    }


def dbt_command(home: Home, *args: str) -> list[str]:
    """The command line for `dbt ARGS` on this home's project, to be started by this process."""
    project = str(home.dbt_project)
    python = [sys.executable, "-c", _CHILD.format(parent=os.getpid())]
    return [*python, *args, "--project-dir", project, "--profiles-dir", project]


def run_dbt(home: Home, args: tuple[str, ...] = BUILD) -> str:
    """Run dbt to its end and return what it printed; the caller holds the lock `build`.

    Raises:
        GateError: A model or a test failed; the message carries the end of dbt's own report.
    """
    home.dbt_target.mkdir(parents=True, exist_ok=True)
    if not (home.build / BUILD_FILE).parent.is_dir():
        # Even a dbt that only parses may open the file of its profile.
        make_room(home)
    done = subprocess.run(
        dbt_command(home, *args),
        env={**os.environ, **dbt_environment(home)},
        cwd=home.dbt_target,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        report = (done.stdout + done.stderr)[-TAIL:]
        raise GateError(
            "dbt_failed",
            f"dbt could not build the warehouse or a test failed; the last release stays.\n{report}",
            "dbt 构建或测试未通过，保留上一发布版本。",
            where=str(home.dbt_target / "logs" / "dbt.log"),
            hint_en="Read the failing model or test above; mend it or the data, then run again.",
            hint_zh="请查看上面未通过的模型或测试，修正后重新运行。",
        )
    return done.stdout
