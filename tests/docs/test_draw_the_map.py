"""docs/how-to/draw-the-map.md: every query is answered by the layers of a small map, and its example is the register's own."""

import re

import duckdb
import pytest

from ecolake.map.build import build
from tests.support.small_map import PROJECT, home_of, layer_text

PAGE = (PROJECT / "docs" / "how-to" / "draw-the-map.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("docs"))
    build(home)
    return home


@pytest.mark.parametrize("sql", QUERIES, ids=range(1, len(QUERIES) + 1))
def test_query_of_the_page_is_answered(home, sql):
    with duckdb.connect() as connection:
        assert connection.execute(sql.replace("'map/", f"'{home.root}/map/")).fetchall()


def test_the_example_is_a_layer_of_the_register():
    assert layer_text("water", "marine_outfall") == EXAMPLE
