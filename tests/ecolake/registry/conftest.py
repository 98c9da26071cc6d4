"""An empty log, to be filled by runs over mentions made by hand."""

import pytest

from tests.support.registry_book import Book


@pytest.fixture
def book():
    return Book()
