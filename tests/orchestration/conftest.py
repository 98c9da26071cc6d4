"""The whole of the definitions, made once: dbt is parsed for it."""

import pytest

from ecolake.home import Home
from orchestration.build import build_definitions


@pytest.fixture(scope="session")
def built_home(tmp_path_factory, standards):
    root = tmp_path_factory.mktemp("definitions")
    return Home(root / "var", root / "raw", Home.from_environment().project)


@pytest.fixture(scope="session")
def definitions(built_home, standards):
    return build_definitions(built_home, standards)
