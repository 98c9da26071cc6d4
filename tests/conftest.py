"""Fixtures that many rooms' tests share: a fresh home, the project's standards, one small simulated county."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from ecolake.home import Home
from ecolake.standards.load import load
from simulator.demo import simulate

# The same examples everywhere and every time, and no verdict by the clock of a loaded machine.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

PROJECT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "var", tmp_path / "raw", PROJECT)


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
def clock():
    return lambda: NOW


@pytest.fixture(scope="session")
def real_data():
    folder = PROJECT.parent / "shared" / "data" / "real"
    if not folder.is_dir():
        pytest.skip("the real data is not beside the checkout")
    return folder
