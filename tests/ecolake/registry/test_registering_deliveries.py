"""What a county delivers becomes a registry: every mention is of one enterprise, and nothing is done twice."""

import pytest

from ecolake import lake
from ecolake.ingestion import ingest
from ecolake.registry.incremental import differing, rebuild, register
from ecolake.registry.tables import CODE, ENTERPRISE, EVENT, LINK, MENTION
from simulator.demo import serve


@pytest.fixture
def filled(home, standards, county):
    with serve(county) as environment:
        for dataset_id in ("market_regulation.enterprise", "ecology.discharge_permit"):
            ingest(home, standards, dataset_id, environment)
    return home


def test_every_mention_belongs_to_exactly_one_enterprise(filled, standards):
    done = register(filled, standards)
    enterprises = lake.scan(filled, ENTERPRISE).collect()
    links = lake.scan(filled, LINK).collect()
    assert enterprises["enterprise_code"].is_unique().all()
    assert links["mention"].is_unique().all()
    assert enterprises["mentions"].sum() == links.height == done.mentions > 0
    assert set(links["enterprise_code"]) == set(enterprises["enterprise_code"])
    assert lake.scan(filled, MENTION).collect()["mention"].sort().equals(links["mention"].sort())


def test_second_time_nothing_happens_and_nothing_is_written(filled, standards):
    assert register(filled, standards).changed
    before = [lake.version(filled, table) for table in (EVENT, ENTERPRISE, LINK, CODE)]
    again = register(filled, standards)
    assert (again.changed, again.events) == (False, 0)
    assert [lake.version(filled, table) for table in (EVENT, ENTERPRISE, LINK, CODE)] == before


def test_empty_lake_gives_an_empty_registry(home, standards):
    done = register(home, standards)
    assert (done.enterprises, done.mentions) == (0, 0)
    assert lake.version(home, ENTERPRISE) == 0
    assert not register(home, standards).changed


def test_name_is_that_of_the_business_registry_whatever_came_last(filled, standards):
    register(filled, standards)
    names = lake.scan(filled, ENTERPRISE).collect()
    registry = lake.scan(filled, lake.accepted("market_regulation/enterprise")).collect()
    both = names.join(registry, on="unified_social_credit_code", suffix="_registered")
    assert both.height == registry.height
    assert (both["enterprise_name"] == both["enterprise_name_registered"]).all()


def test_the_log_alone_gives_the_tables_that_were_kept(filled, standards):
    register(filled, standards)
    assert differing(filled, rebuild(filled, standards)) == []
    spoilt = lake.scan(filled, LINK).collect().head(1)
    lake.replace(filled, LINK, spoilt)
    assert differing(filled, rebuild(filled, standards)) == [LINK]
