"""A demo county, made once for all tests that only read it."""

import json

import pytest

from simulator.demo import simulate


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def faults(county):
    return [json.loads(line) for line in county.faults.read_text(encoding="utf-8").splitlines()]
