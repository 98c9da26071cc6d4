from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from ecolake.home import Home
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.warehouse.sources import BuildFile, prepare
from tests.support.lake_fixture import CHECKOUT, DATASETS, TinyLake, home_at, write_tiny_lake


@pytest.fixture(scope="session")
def standards() -> Standards:
    return load(CHECKOUT / "standards")


@pytest.fixture(scope="session")
def few(standards: Standards) -> Standards:
    """The standards of the tiny lake alone: a build file of all 373 datasets takes seconds, and says no more here."""
    return replace(standards, datasets={name: standards.datasets[name] for name in DATASETS})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_at(tmp_path)


@pytest.fixture
def tiny(home: Home, few: Standards) -> TinyLake:
    return write_tiny_lake(home, few)


@pytest.fixture
def build(tiny: TinyLake) -> BuildFile:
    return prepare(tiny.home, tiny.standards)


@pytest.fixture
def connection(build: BuildFile) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(build.path), read_only=True) as connection:
        yield connection
