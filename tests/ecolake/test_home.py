import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecolake.errors import BusyError, EcolakeError
from ecolake.home import Home


def test_defaults_are_var_and_raw_of_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = Home.from_environment({})
    assert (home.root, home.landing) == (tmp_path / "var", tmp_path / "raw")


def test_explicit_home_keeps_its_own_landing_zone(tmp_path):
    assert Home.from_environment({"ECOLAKE_HOME": str(tmp_path / "x")}).landing == tmp_path / "x" / "raw"


def test_landing_zone_may_lie_elsewhere(tmp_path):
    env = {"ECOLAKE_HOME": str(tmp_path / "x"), "ECOLAKE_LANDING": str(tmp_path / "y")}
    assert Home.from_environment(env).landing == tmp_path / "y"


@pytest.mark.parametrize("name", ["with blank", "生态云", "a#b", "a'b"])
def test_home_may_have_any_ordinary_name(tmp_path, standards, air, name):
    from ecolake import lake
    from ecolake.ingestion import accept_files
    from ecolake.visibility import visible

    home = Home(tmp_path / name, tmp_path / name / "raw", Path(__file__).parents[2])
    for code in ("1001A", "1002A"):
        path = tmp_path / f"{code}.geojson"
        path.write_bytes(air(air.feature(code)))
        accept_files(home, standards, "mee.air_station_hourly", [path])
    dataset = standards.datasets["mee.air_station_hourly"]
    assert visible(home, lake.accepted(dataset.table), dataset, None).collect().height == 2


def test_home_that_a_library_would_misread_is_refused(tmp_path):
    with pytest.raises(EcolakeError, match="unusable_home"):
        Home.from_environment({"ECOLAKE_HOME": str(tmp_path / "a%20b")})


def test_lock_held_by_another_run_is_a_clear_error(home):
    with home.lock("build"), pytest.raises(BusyError, match="Another run"), home.lock("build", timeout=0.05):
        pass


def test_killed_process_frees_its_lock(home):
    code = "import sys,time; from pathlib import Path; from ecolake.home import Home\n"
    code += f"with Home(Path({str(home.root)!r}), Path('raw'), Path('.')).lock('build'): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout.readline() == b"held\n"
    process.kill()
    process.wait()
    process.stdout.close()
    started = time.monotonic()
    with home.lock("build", timeout=10):
        assert time.monotonic() - started < 10
