"""Fixtures that many rooms' tests share: a fresh home, the project's standards, one small simulated county."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from ecolake.home import Home
from ecolake.standards.load import load
from simulator.demo import serve, simulate

# The same examples everywhere and every time, and no verdict by the clock of a loaded machine.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

PROJECT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def home_in(folder):
    """A home below a folder."""
    return Home(folder / "var", folder / "raw", PROJECT)


@pytest.fixture
def home(tmp_path):
    return home_in(tmp_path)


@pytest.fixture(scope="session")
def standards():
    return load(PROJECT / "standards")


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    """A county of ten enterprises and three hours, with its faults."""
    return simulate(tmp_path_factory.mktemp("county"), profile="tiny")


@pytest.fixture(scope="session")
def feeds():
    """Ids of the datasets that the small county has files of; asking all 28 sources takes longer than most tests."""
    return ["iot.hj212_frame", "market_regulation.enterprise", "mee.air_station_hourly"]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Make a folder once for all workers of this test run: the first that asks fills it, the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name, fill):
        folder, whole = shared / "once" / name, shared / "once" / f"{name}.whole"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                fill(folder)
                whole.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def parsed(made_once):
    """A home in which dbt has read the project, and nothing else: reading it takes longer than most tests."""
    from assets.manifest import dbt_manifest

    return home_in(made_once("parsed", lambda folder: dbt_manifest(home_in(folder))))


@pytest.fixture(scope="session")
def released(made_once, parsed, county, standards):
    """The small county, brought in and published through Dagster and dbt as in production. It is shared: only read it."""
    from orchestration import runner

    def fill(folder):
        home = home_in(folder)
        shutil.copytree(parsed.dbt_target / "manifests", home.dbt_target / "manifests")
        with serve(county) as environment:
            done = runner.run_ingest(home, standards, environment, county.datasets)
        assert [one.fault for one in done if one.fault] == []
        assert runner.run_marts(home, standards).is_new

    return home_in(made_once("released", fill))


@pytest.fixture(scope="session")
def clock():
    return lambda: NOW


@pytest.fixture(scope="session")
def real_data():
    folder = PROJECT.parent / "shared" / "data" / "real"
    if not folder.is_dir():
        pytest.skip("the real data is not beside the checkout")
    return folder
