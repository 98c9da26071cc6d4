"""News are added to tables that all tell of one run; where they may not, everything is worked out again, to the same end."""

import pytest

from ecolake import lake
from ecolake.registry import incremental, settled
from ecolake.registry.incremental import differing, rebuild, register
from ecolake.registry.tables import ENTERPRISE, FEATURE, LINK, RESOLVED
from tests.support.lake_fixture import PAPER, STEEL, TinyLake

REGISTER = "market_regulation.enterprise"


def enterprise(code, name):
    return {"unified_social_credit_code": code, "enterprise_name": name, "division_code": "350102"}


@pytest.fixture
def tiny(home, standards):
    tiny = TinyLake(home, standards)
    tiny.deliver(REGISTER, [enterprise(STEEL, "福州钢铁有限公司")])
    register(home, standards)
    tiny.deliver(REGISTER, [enterprise(PAPER, "厦门纸业有限公司")])
    return tiny


def never(*_):
    raise AssertionError


def test_news_are_added_without_working_everything_out(tiny, home, standards, monkeypatch):
    monkeypatch.setattr(incremental, "_work_out_whole", never)
    assert register(home, standards).enterprises == 2
    assert differing(home, rebuild(home, standards)) == []
    assert lake.scan(home, FEATURE).collect().height == lake.scan(home, RESOLVED).collect().height == 2
    assert not register(home, standards).changed


@pytest.mark.parametrize("spoil", ["record", "table", "rules"])
def test_without_a_settled_registry_everything_is_worked_out(tiny, home, standards, monkeypatch, spoil):
    if spoil == "record":
        (home.root / settled.RECORD).write_text("{")
    if spoil == "table":
        lake.replace(home, LINK, lake.scan(home, LINK).collect().clear())
    monkeypatch.setattr(incremental, "_work_out_news", never)
    assert register(home, standards, "others" if spoil == "rules" else "").enterprises == 2
    assert differing(home, rebuild(home, standards)) == []
    assert lake.scan(home, ENTERPRISE).collect().height == 2


def test_a_device_called_like_a_provisional_code_is_not_followed_but_worked_out(
    tiny, home, standards, monkeypatch
):
    tiny.deliver(
        "iot.source_monitoring_point",
        [{"device_number": "H93501020000" + "00001a", "unified_social_credit_code": STEEL}],
    )
    monkeypatch.setattr(incremental, "_work_out_news", never)
    register(home, standards)
    assert differing(home, rebuild(home, standards)) == []
