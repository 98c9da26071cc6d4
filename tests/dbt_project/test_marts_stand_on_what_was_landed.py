"""Marts are made of what was landed and of nothing else: every value walks back to its row, and the order of arrival does not show."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from benchmarks.enterprise_values import walk_back
from ecolake.home import Home
from ecolake.landing import batch_folder
from ecolake.reacceptance import reaccept
from ecolake.registry.standing import register_anew
from ecolake.warehouse.query import query
from ecolake.warehouse.record import current_file
from tests.support.lake_fixture import home_at
from tests.support.many_sources import FILES, Delivery, arrive, deliveries, narrowed, publish_all

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
REGISTRY = "market_regulation.enterprise"
# What rightly speaks of arrival: which attempt of a batch counts and which place it has among the landed ones; when it came.
ARRIVAL = {
    "account": {"attempt", "sequence", "received_at", "committed_at", "seconds"},
    "catalogue_category": {"last_received_at"},
    "catalogue_item": {"last_received_at"},
    "data_quality_issue": {"received_at"},
}
# The release says of itself what it was built from: versions of lake tables, of which each commit makes one.
ABOUT_ITSELF = {"release"}


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


def rows_of(home: Home) -> dict[str, list[tuple[str, ...]]]:
    """The rows of every mart as text, in one order, without what speaks of arrival."""
    _, names = query(
        home,
        "select table_name, list(column_name order by column_index) from duckdb_columns()"
        " where schema_name = 'main' and not internal group by 1 order by 1",
    )
    found = {}
    for table, columns in names:
        kept = ", ".join(column for column in columns if column not in ARRIVAL.get(table, ()))
        if table not in ABOUT_ITSELF:
            found[table] = [
                tuple(map(str, row)) for row in query(home, f"select {kept} from {table} order by all")[1]
            ]
    return found


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


def test_the_order_of_arrival_does_not_show(published, standards, few, tmp_path):
    """The same deliveries the other way round, registered half-way, and judged again once all masters are there."""
    # Of two snapshots of the registry the later one counts: these two keep their order, which says which is the later.
    snapshots = [one for one in published.order if one[0] == REGISTRY]
    order = [one for one in reversed(published.order) if one[0] != REGISTRY] + snapshots
    home = home_at(tmp_path)
    half = len(order) // 2
    arrive(home, standards, order[:half], NOON)
    register_anew(home, few)
    arrive(home, standards, order[half:], NOON + timedelta(hours=1))
    reaccept(home, standards, list(FILES), every=True, clock=lambda: NOON + timedelta(hours=2))
    publish_all(home, few, NOON)
    one, other = rows_of(published.home), rows_of(home)
    assert one.keys() == other.keys() >= {"enterprise_document", "enterprise_value", "catalogue_item"}
    differing = [table for table, rows in one.items() if rows != other[table]]
    assert differing == []
