"""The registry is made again only when what it stands on has changed."""

import json

import pytest

from ecolake.acceptance import accept_pending
from ecolake.ingestion import ingest
from ecolake.registry import standing

ENTERPRISE = "market_regulation.enterprise"


@pytest.fixture
def registered(home, standards, county):
    ingest(home, standards, ENTERPRISE, county.env)
    return standing.register_anew(home, standards)


def test_what_was_registered_is_recalled_unchanged(home, standards, registered):
    known = standing.recall(home, standards)
    assert (known.enterprises, known.mentions) == (registered.enterprises, registered.mentions)
    assert known.enterprises > 0
    assert not known.changed


def test_nothing_is_recalled_before_the_first_time(home, standards):
    assert standing.recall(home, standards) is None


def test_an_account_that_came_since_is_seen(home, standards, registered, county):
    ingest(home, standards, "mee.air_station_hourly", county.env)
    assert accept_pending(home, standards, ENTERPRISE) == []
    assert standing.recall(home, standards) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"inputs": 1, "tables": [], "enterprises": "x"}'])
def test_a_damaged_record_is_none(home, standards, registered, text):
    (home.root / standing.RECORD).write_text(text)
    assert standing.recall(home, standards) is None


def test_a_table_that_was_put_back_is_seen(home, standards, registered):
    path = home.root / standing.RECORD
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"tables": [7, 7]}))
    assert standing.recall(home, standards) is None
