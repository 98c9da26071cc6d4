"""Marts are made of what was landed and of nothing else: every value walks back to its landed row."""

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pytest

from benchmarks.enterprise_values import walk_back
from ecolake.home import Home
from ecolake.landing import batch_folder
from ecolake.warehouse.query import query
from ecolake.warehouse.record import current_file
from tests.support.lake_fixture import home_at
from tests.support.many_sources import Delivery, arrive, deliveries, narrowed, publish_all

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    """An installation, and what arrived there."""

    home: Home
    order: list[Delivery]


@pytest.fixture(scope="module")
def few(standards):
    return narrowed(standards)


@pytest.fixture(scope="module")
def published(tmp_path_factory, standards, few):
    """Masters before what refers to them, as a run brings them, and one registration."""
    root = tmp_path_factory.mktemp("published")
    order = deliveries(root / "simulated", standards)
    home = home_at(root / "home")
    arrive(home, standards, order, NOON)
    publish_all(home, few, NOON)
    return Published(home, order)


def test_every_value_of_ten_enterprises_walks_back_to_its_landed_row(published, standards):
    walked = walk_back(published.home, standards, 10, seed=20261123)
    assert walked.lost == []
    assert walked.values == walked.verbatim + walked.mapped + walked.withheld > 300
    assert walked.verbatim > walked.mapped > 0


def test_a_value_that_does_not_stand_in_its_row_is_lost_on_the_way(published, standards):
    """The walk can fail: a published value is changed, and the bytes of a landed file are."""
    file = current_file(published.home)
    as_it_was = file.read_bytes()
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update enterprise_value set value = value || 'x' where item = 'industry_code' and is_chosen"
        )
    (batch,) = query(published.home, "select batch from account where dataset = 'statistical_unit'")[1][0]
    (landed,) = batch_folder(published.home, "statistics", "statistical_unit", batch).glob("dwml_*")
    bytes_as_they_were = landed.read_bytes()
    landed.write_bytes(bytes_as_they_were + b"\n")
    try:
        lost = walk_back(published.home, standards, 10).lost
    finally:
        file.write_bytes(as_it_was)
        landed.write_bytes(bytes_as_they_were)
    assert any("industry_code" in one and "says otherwise" in one for one in lost)
    assert any("statistical_unit" in one and "bytes have changed" in one for one in lost)


def test_every_value_is_of_an_enterprise_that_has_a_file(published):
    """A facility's own number for its enterprise, which one source delivers, is no code of the registry."""
    sql = "select distinct enterprise_code from {} anti join enterprise_file using (enterprise_code)"
    for mart in ("enterprise_value", "enterprise_record", "enterprise_event", "enterprise_figure"):
        assert query(published.home, sql.format(mart))[1] == [], mart
