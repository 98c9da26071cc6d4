import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecolake.errors import GateError
from ecolake.warehouse.dbt import dbt_command, dbt_environment, dbt_ready, run_dbt
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import CHECKOUT


def test_each_build_has_a_file_of_its_own_below_one_name(tiny):
    first = prepare(tiny.home, tiny.standards)
    named = Path(dbt_environment(tiny.home)["ECOLAKE_BUILD_FILE"])
    assert named.resolve() == first.path
    second = prepare(tiny.home, tiny.standards)
    assert first.path != second.path
    assert not first.path.exists()
    assert named.resolve() == second.path
    assert dbt_environment(tiny.home)["ECOLAKE_BUILD_FILE"] == str(named)


def test_a_failing_dbt_is_a_gate_error_with_its_report(home):
    with pytest.raises(GateError, match="No such command"):
        run_dbt(home, ("no-such-command",))


def test_a_killed_run_leaves_no_dbt_behind(tiny, build):
    parent = (
        "import subprocess, sys; from ecolake.home import Home; from pathlib import Path;"
        " from ecolake.warehouse.dbt import dbt_command;"
        " home = Home(Path(sys.argv[1]), Path(sys.argv[1]), Path(sys.argv[2]));"
        " null = subprocess.DEVNULL;"
        " child = subprocess.Popen(dbt_command(home, 'parse'), stdout=null, stderr=null);"
        " print(child.pid, flush=True); child.wait()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", parent, str(tiny.home.root), str(CHECKOUT)],
        cwd=CHECKOUT,
        env={**os.environ, **dbt_environment(tiny.home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    child = int(run.stdout.readline())
    run.kill()
    run.communicate()
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def test_a_dbt_that_is_not_told_to_build_builds_nothing_and_ends(home):
    with pytest.raises(ZeroDivisionError), dbt_ready(home):
        raise ZeroDivisionError
    assert not (home.dbt_target / "run_results.json").exists()


def test_the_command_names_the_project(home):
    assert str(home.dbt_project) in dbt_command(home, "parse")


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False
