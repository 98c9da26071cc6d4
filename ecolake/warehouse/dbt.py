"""Call dbt on the build file: the one place that knows its command line and environment.

Which models there are is the business of `dbt_project/`; what Dagster makes of a run that of `assets`.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ecolake.errors import GateError
from ecolake.home import Home
from ecolake.warehouse.sources import BUILD_FILE

TAIL = 4000
# What is built in production: unit tests say something about the SQL, not about the data.
BUILD = ("build", "--exclude-resource-type", "unit_test")
# Not `-m dbt.cli.main`: the package imports that module first and Python warns of it. The child ends when the
# process that asked for it is gone, so that a killed run leaves no dbt behind.
_CHILD = """
import os, sys, threading, time
def end_with_parent():
    while os.getppid() == {parent}:
        time.sleep(0.1)
    os._exit(1)
threading.Thread(target=end_with_parent, daemon=True).start()
"""
_AT_ONCE = """
from dbt.cli.main import cli
cli()
"""
# Reads the project, which opens no database, and waits for a line before it does what it was asked.
_WHEN_TOLD = """
from dbt.cli.main import dbtRunner
words = sys.argv[1:]
done = dbtRunner().invoke(["parse", *words[words.index("--project-dir"):]])
if done.success:
    sys.stdin.readline()
    done = dbtRunner(manifest=done.result).invoke(words)
if done.exception:
    raise done.exception
sys.exit(0 if done.success else 1)
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


def dbt_command(home: Home, *args: str, when_told: bool = False) -> list[str]:
    """The command line for `dbt ARGS` on this home's project, to be started by this process.

    Args:
        home: The installation.
        args: What dbt is to do.
        when_told: Whether it reads the project and then waits for a line on its standard input.
    """
    project = str(home.dbt_project)
    script = _CHILD.format(parent=os.getpid()) + (_WHEN_TOLD if when_told else _AT_ONCE)
    return [sys.executable, "-c", script, *args, "--project-dir", project, "--profiles-dir", project]


def run_dbt(home: Home, args: tuple[str, ...] = BUILD) -> str:
    """Run dbt to its end and return what it printed; the caller holds the lock `build`.

    Raises:
        GateError: A model or a test failed; the message carries the end of dbt's own report.
    """
    with _start(home, dbt_command(home, *args)) as child:
        return _ended(home, child, "")


@contextmanager
def dbt_ready(home: Home, args: tuple[str, ...] = BUILD) -> Iterator[Callable[[], str]]:
    """Let dbt start and read its project while the file that it builds in is made: that takes it four seconds.

    Yields:
        What `run_dbt` is, for these arguments; if it is not called, dbt does nothing.
    """
    with _start(home, dbt_command(home, *args, when_told=True)) as child:
        try:
            yield lambda: _ended(home, child, "\n")
        finally:
            if child.returncode is None:
                child.kill()


def _start(home: Home, command: list[str]) -> "subprocess.Popen[str]":
    home.dbt_target.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        command,
        env={**os.environ, **dbt_environment(home)},
        cwd=home.dbt_target,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _ended(home: Home, child: "subprocess.Popen[str]", told: str) -> str:
    printed, complained = child.communicate(told)
    if child.returncode != 0:
        report = (printed + complained)[-TAIL:]
        raise GateError(
            "dbt_failed",
            f"dbt could not build the warehouse or a test failed; the last release stays.\n{report}",
            "dbt 构建或测试未通过，保留上一发布版本。",
            where=str(home.dbt_target / "logs" / "dbt.log"),
            hint_en="Read the failing model or test above; mend it or the data, then run again.",
            hint_zh="请查看上面未通过的模型或测试，修正后重新运行。",
        )
    return printed
