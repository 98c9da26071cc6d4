"""New batches alone are read; a run that is killed is done again; the order in which batches are accepted leaves no trace."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.registry import events, incremental, intake
from ecolake.registry.incremental import differing, rebuild, register
from ecolake.registry.tables import BATCH, CODE, ENTERPRISE, EVENT, HISTORY, LINK, MENTION, REVIEW
from tests.support.lake_fixture import PAPER, STEEL, TinyLake, home_at
from tests.support.mentions_by_hand import OTHER, REAL

TABLES = (MENTION, LINK, ENTERPRISE, CODE, HISTORY)
PERMIT = "ecology.discharge_permit"
REGISTER = "market_regulation.enterprise"


def enterprise(code, name):
    return {"unified_social_credit_code": code, "enterprise_name": name, "division_code": "350102"}


def permit(code, name, outlet):
    return {
        "permit_number": f"{STEEL}001P",
        "discharge_outlet_code": outlet,
        "unified_social_credit_code": code,
        "enterprise_name": name,
    }


DELIVERIES = (
    (REGISTER, [enterprise(STEEL, "福州钢铁有限公司")]),
    (PERMIT, [permit(STEEL, "福州钢铁有限公司", "DA001")]),
    (PERMIT, [permit(None, "福州钢铁有限公司", "DW001")]),
    (REGISTER, [enterprise(PAPER, "厦门纸业有限公司")]),
)


def deliver(home, standards, order, *, each):
    """Deliver in an order, with a run after each delivery or one at the end; receipt is as in the first order."""
    tiny = TinyLake(home, standards)
    runs = []
    for number in order:
        tiny.sequence = number
        tiny.deliver(*DELIVERIES[number])
        if each:
            runs.append(register(home, standards))
    return runs or [register(home, standards)]


def content(home):
    return {
        table: lake.scan(home, table).sort(lake.schema(home, table).names()).collect() for table in TABLES
    }


def test_shuffled_and_split_deliveries_give_the_same_tables(tmp_path, standards):
    whole = home_at(tmp_path / "whole")
    deliver(whole, standards, range(4), each=False)
    wanted = content(whole)
    other = home_at(tmp_path / "other")
    deliver(other, standards, [2, 3, 1, 0], each=True)
    for name, table in content(other).items():
        assert table.equals(wanted[name]), name
    assert differing(other, rebuild(other, standards)) == []


def test_a_day_brings_only_its_own_events_and_moves_no_code(home, standards):
    *_, before, last = deliver(home, standards, range(4), each=True)
    codes = lake.scan(home, CODE).collect()
    # One more enterprise: its code, its own provisional one or none, and the link of its mention.
    assert 0 < last.events <= 4
    news = events.log(home).sort("number").tail(last.events).collect()
    assert set(news["kind"]) <= {"assigned", "linked", "redirected"}
    assert news.filter(pl.col("code") == STEEL).is_empty()
    assert codes.filter(pl.col("code") == STEEL)["redirected_to"].to_list() == [None]
    assert before.enterprises + 1 == last.enterprises


def test_only_new_batches_are_read(home, standards, monkeypatch):
    deliver(home, standards, range(3), each=False)
    asked = []
    read = intake.read_mentions

    def noted(home, dataset, identity, batches=None):
        asked.append((dataset.id, batches))
        return read(home, dataset, identity, batches)

    monkeypatch.setattr(intake, "read_mentions", noted)
    tiny = TinyLake(home, standards, sequence=10)
    batch = tiny.deliver(*DELIVERIES[3])
    register(home, standards)
    assert asked == [(REGISTER, [batch])]


@pytest.mark.parametrize("place", ["resolve_news", "work_out", "merge", "record_figures", "settle"])
def test_a_run_that_is_killed_is_done_by_the_next(home, standards, tmp_path, monkeypatch, place):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    deliver(home, standards, [0, 1], each=False)
    tiny = TinyLake(home, standards, sequence=2)
    tiny.deliver(*DELIVERIES[2])
    with monkeypatch.context() as patch:
        patch.setattr(incremental, place, killed)
        with pytest.raises(Killed):
            register(home, standards)
    register(home, standards)
    twin = home_at(tmp_path / "twin")
    deliver(twin, standards, [0, 1], each=False)
    TinyLake(twin, standards, sequence=2).deliver(*DELIVERIES[2])
    register(twin, standards)
    assert all(table.equals(content(twin)[name]) for name, table in content(home).items())
    told = ["recorded_at", "number"]
    assert _in_order(home).drop(told).equals(_in_order(twin).drop(told))
    assert register(home, standards).events == 0


def test_doubtful_pairs_outlive_a_run_that_is_killed(home, standards, monkeypatch):
    tiny, name = TinyLake(home, standards), "福州市华盛远大钢铁有限公司"
    tiny.deliver(REGISTER, [enterprise(REAL, name), enterprise(OTHER, name)])
    register(home, standards)
    tiny.deliver(PERMIT, [{"enterprise_name": name}])
    with monkeypatch.context() as patch:
        patch.setattr(incremental, "work_out", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            register(home, standards)
    register(home, standards)
    (doubt,) = lake.scan(home, REVIEW).collect().to_dicts()
    assert doubt["other_code"] in {REAL, OTHER}
    assert doubt["enterprise_code"] is not None
    assert not register(home, standards).changed


def test_a_batch_judged_again_takes_back_what_its_rows_no_longer_say(home, standards):
    deliver(home, standards, range(4), each=False)
    read = lake.scan(home, BATCH).collect()
    # As if the batch had been read in another attempt: the whole dataset is read again, to the same end.
    lake.replace(home, BATCH, read.with_columns(pl.lit(0, pl.Int64()).alias("attempt")))
    version = lake.version(home, EVENT)
    assert register(home, standards).events == 0
    assert lake.version(home, EVENT) == version
    accounts = lake.scan(home, lake.ACCOUNTS).collect()
    of_permits = pl.col("dataset") == "discharge_permit"
    lake.replace(home, lake.ACCOUNTS, accounts.filter(~of_permits))
    register(home, standards)
    assert lake.scan(home, MENTION).filter(of_permits).collect().is_empty()
    gone = lake.scan(home, LINK).collect()
    assert gone.height == lake.scan(home, MENTION).collect().height
    assert events.log(home).filter(pl.col("kind") == "closed").collect().height > 0


def _in_order(home):
    # A Delta table has no order of rows; the number of an event has.
    return events.log(home).sort("number").collect()
