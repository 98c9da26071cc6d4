import pytest

from ecolake import lake
from ecolake.ingestion import ingest
from ecolake.registry.enterprise import ENTERPRISE, MENTION, register
from simulator.demo import serve


@pytest.fixture
def filled(home, standards, county):
    with serve(county) as environment:
        for dataset_id in standards.delivered:
            ingest(home, standards, dataset_id, environment)
    return home


def test_every_mention_belongs_to_exactly_one_enterprise(filled, standards):
    done = register(filled, standards)
    enterprises = lake.scan(filled, ENTERPRISE).collect()
    mentions = lake.scan(filled, MENTION).collect()
    assert enterprises["unified_social_credit_code"].is_unique().all()
    assert enterprises["mentions"].sum() == mentions.height == done.mentions
    assert set(mentions["source"]) == {"ecology", "market_regulation"}
    assert enterprises["enterprise_name"].null_count() == 0


def test_second_time_nothing_is_written(filled, standards):
    assert register(filled, standards).changed
    before = lake.version(filled, ENTERPRISE)
    assert not register(filled, standards).changed
    assert lake.version(filled, ENTERPRISE) == before


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
