"""An empty log, to be filled by runs over mentions made by hand."""

from pathlib import Path

import pytest

from ecolake.registry.matching import read_matching
from tests.support.registry_book import Book

STANDARDS = Path("standards")


@pytest.fixture
def book():
    return Book()


@pytest.fixture(scope="session")
def matching():
    return read_matching(STANDARDS)
