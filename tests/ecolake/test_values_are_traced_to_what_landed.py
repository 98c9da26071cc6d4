"""Values of enterprises, taken at random, walk back to the landed row that says so."""

import random
from dataclasses import replace

import duckdb
import pytest

from ecolake.registry.standing import register_anew
from ecolake.trace import trace
from ecolake.warehouse.query import query
from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import prepare
from tests.support.small_release import NOON

REGISTRY = "market_regulation.enterprise"
# As the dbt model, without the choice: a value a row.
VALUES = """
create table enterprise_value as
  select enterprise_code, item, row_number() over (partition by enterprise_code, item order by value, _row) as value_rank,
    value, source, dataset, source_item, _batch, _file, _row
  from lake.enterprise_claim
"""
TAKEN = 12


@pytest.fixture
def few(standards):
    return replace(standards, datasets={REGISTRY: standards.datasets[REGISTRY]})


def test_values_taken_at_random_walk_back_to_the_landed_row(home, few, accept, packed, registry_csv):
    accept(REGISTRY, packed(registry_csv.encode("gb18030")), "r.zip")
    register_anew(home, few)
    build = prepare(home, few)
    with duckdb.connect(str(build.path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(VALUES)
    publish(home, build, now=NOON)
    _, known = query(
        home,
        "select enterprise_code, item, value_rank, value, source_item from enterprise_value order by all",
    )
    columns = few.datasets[REGISTRY].mapping.column_of
    told = 0
    for code, item, rank, value, source_item in random.Random(20261101).sample(known, TAKEN):
        found = trace(home, few, "enterprise_value", f"{code},{item},{rank}")
        (origin,) = found.origins
        assert (len(found.rows), origin.dataset_id, origin.current) == (1, REGISTRY, True)
        assert origin.path.is_file()
        assert origin.received["UNISCID"] == code
        told += origin.received.get(columns.get(source_item, "")) == value
    # The others are codes, dates or pairs, which the source writes in another way.
    assert told >= TAKEN // 3
