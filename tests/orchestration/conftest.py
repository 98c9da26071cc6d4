"""The whole of the definitions, made once."""

import shutil

import pytest

from ecolake.home import Home
from orchestration.build import build_definitions


@pytest.fixture
def home_with_models(home, parsed):
    """A fresh home in which dbt has read the project."""
    shutil.copytree(parsed.dbt_target / "manifests", home.dbt_target / "manifests")
    return home


@pytest.fixture(scope="session")
def built_home(tmp_path_factory, parsed):
    root = tmp_path_factory.mktemp("definitions")
    home = Home(root / "var", root / "raw", parsed.project)
    shutil.copytree(parsed.dbt_target / "manifests", home.dbt_target / "manifests")
    return home


@pytest.fixture(scope="session")
def definitions(built_home, standards):
    return build_definitions(built_home, standards)
