"""A held batch waits, whatever else arrives, until somebody decides; and the decision survives a kill."""

import polars as pl
import pytest

from ecolake import accounts, lake
from ecolake.acceptance import accept_pending
from ecolake.accounts import REFUSED
from ecolake.drift import decide, holds
from ecolake.errors import UsageError
from ecolake.visibility import visible

DATASET = "water.stage"


class Killed(BaseException):
    """Stands for the end of the process: nothing in the house may catch it."""


@pytest.fixture
def in_metres():
    """The river in metres, where centimetres were agreed on."""

    def told(frame):
        return frame.with_columns(Z=(pl.col("Z").cast(pl.Float64) / 100).round(3).cast(pl.String))

    return told


@pytest.fixture
def held(river, in_metres, standards_with, bring):
    return bring(in_metres(river(10, first=40)), standards_with())


@pytest.fixture
def current(home, standards_with):
    """The value of a station and hour that readers see."""

    def look(station, hour):
        dataset = standards_with().datasets[DATASET]
        rows = visible(home, lake.accepted(dataset.table), dataset, None).collect()
        moment = rows["observed_at"].dt.convert_time_zone("Asia/Shanghai").dt.hour() == hour
        mine = rows.filter(moment & (pl.col("station") == station) & (rows["observed_at"].dt.day() == 2))
        return mine.sort("_sequence")["stage"].to_list()

    return look


def test_sentence_says_what_where_who_and_what_to_do(held):
    assert held.sentence_zh == (
        "2026-11-03 水利厅 water.stage：水位（stage）中位数变为以往的约 1/100 倍，疑似单位由 cm 改为 m；"
        f"批次 {held.batch[:8]} 暂存待定。请水文中心核实，然后运行 ecolake held release {held.batch[:8]} "
        f"或 ecolake held refuse {held.batch[:8]}。"
    )
    assert "as if its unit had changed from cm to m; batch" in held.sentence_en


def test_waiting_batch_is_not_judged_again_and_later_ones_go_on(home, held, river, standards_with, bring):
    standards = standards_with()
    assert accept_pending(home, standards, DATASET) == []
    assert bring(river(10, first=60), standards, "later.csv").accepted == 200
    assert [hold.number for hold in holds.waiting(home, "water", "stage")] == [1]


def test_released_after_a_later_delivery_it_stays_the_earlier_version(
    home, held, river, standards_with, bring, current, clock
):
    standards = standards_with()
    # The department sends the same hours again, in centimetres, while the first delivery waits.
    later = bring(river(10, first=40), standards, "later.csv")
    assert later.accepted == 200
    decide.release(home, held, "li", "confirmed by telephone", clock)
    account, again = accept_pending(home, standards, DATASET)
    assert (account.batch, account.accepted, account.sequence) == (held.batch, 200, held.sequence)
    assert (again.batch, again.accepted, again.attempt) == (later.batch, 200, 2)
    released, last = current("STA", 17)
    assert last > 50 * released, "the version that was landed last is current"
    assert holds.waiting(home, "water", "stage") == []


def test_what_was_released_is_known_from_then_on(home, held, river, in_metres, standards_with, bring, clock):
    decide.release(home, held, "li", "the gauge was changed", clock)
    accept_pending(home, standards_with(), DATASET)
    assert bring(in_metres(river(10, first=60)), standards_with(), "next.csv").accepted == 200


def test_release_of_the_first_ends_the_wait_of_those_that_wait_for_the_same(
    home, held, river, in_metres, standards_with, bring, clock
):
    standards = standards_with()
    second = bring(in_metres(river(10, first=60)), standards, "second.csv")
    other = bring(river(10, first=80).with_columns(Z=pl.lit("900000")), standards, "other.csv")
    assert [second.event, other.event] == ["held", "held"]
    decide.release(home, held, "li", "the gauge was changed", clock)
    done = accept_pending(home, standards, DATASET)
    assert [account.batch for account in done] == [held.batch, second.batch]
    assert [hold.batch for hold in holds.waiting(home, "water", "stage")] == [other.batch]
    assert accept_pending(home, standards, DATASET) == []


def test_refused_batch_is_accounted_for_with_the_reason(home, held, standards_with, rejected, clock):
    decide.refuse(home, held, "li", "wrong unit, will be sent again", clock)
    (account,) = accept_pending(home, standards_with(), DATASET)
    assert (account.status, account.received, account.rejected) == (REFUSED, 200, 200)
    rows = rejected(DATASET)
    assert {tuple(row["rules"]) for row in rows} == {("batch.refused",)}
    assert all("wrong unit, will be sent again" in row["reason_zh"] for row in rows)
    assert held.batch not in accounts.readable_batches(home, "water", "stage")


def test_refusal_may_be_taken_back(home, held, standards_with, rejected, clock):
    refused = decide.refuse(home, held, "li", "wrong unit", clock)
    accept_pending(home, standards_with(), DATASET)
    decide.release(home, refused, "wang", "no, it was right", clock)
    (account,) = accept_pending(home, standards_with(), DATASET)
    assert (account.attempt, account.accepted, account.rejected) == (2, 200, 0)
    assert rejected(DATASET) == []
    assert accept_pending(home, standards_with(), DATASET) == []


def test_unit_that_the_source_has_changed_for_good_is_mended_in_the_mapping_from_its_day_on(
    home, held, river, in_metres, standards_with, bring, current
):
    before = current("STA", 3)
    standards = standards_with(more="    units_since: {stage: {2026-11-03: m}}\n")
    assert bring(in_metres(river(10, first=60)), standards, "next.csv").accepted == 200
    assert accounts.of_dataset(home, "water", "stage")[held.batch].accepted == 200
    (last,) = holds.latest(home, "water", "stage").values()
    assert (last.event, last.who, last.number) == ("released", "ecolake", 2)
    assert current("STA", 3) == before, "what came before the day is still in centimetres"


@pytest.mark.parametrize("dies_before", ["holds", "accepted", "accounts"])
def test_killed_between_hold_and_account_nothing_is_lost_or_doubled(
    dies_before, home, river, in_metres, standards_with, tmp_path, monkeypatch, clock
):
    from ecolake.landing import Fetched, land

    frames = {"held.csv": in_metres(river(10, first=40)), "good.csv": river(10, first=60)}
    for name, frame in frames.items():
        frame.write_csv(tmp_path / name)
        land(home, "water", "stage", [Fetched(name, tmp_path / name, "test", clock())])
    write = lake.append

    def dying(home_, table, frame):
        if table.startswith(dies_before):
            raise Killed
        write(home_, table, frame)

    with monkeypatch.context() as patch:
        patch.setattr(lake, "append", dying)
        with pytest.raises(Killed):
            accept_pending(home, standards_with(), DATASET)
    (account,) = accept_pending(home, standards_with(), DATASET)
    assert account.accepted == 200
    assert [hold.number for hold in holds.waiting(home, "water", "stage")] == [1]
    rows = lake.scan(home, lake.accepted("water/stage")).select(pl.len()).collect().item()
    assert rows == 800 + 200


def test_killed_after_the_decision_the_next_run_carries_it_out(
    home, held, standards_with, monkeypatch, clock
):
    decide.refuse(home, held, "li", "wrong unit", clock)
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "commit", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            accept_pending(home, standards_with(), DATASET)
    (account,) = accept_pending(home, standards_with(), DATASET)
    assert (account.status, account.rejected) == (REFUSED, 200)


def test_name_that_is_not_there_is_told_and_a_decision_is_not_taken_twice(home, held, clock):
    with pytest.raises(UsageError, match="no_such_hold"):
        decide.find(home, "zz")
    assert decide.find(home, held.batch[:6].upper()) == held
    decide.release(home, held, "li", "right", clock)
    with pytest.raises(UsageError, match="it was released by li"):
        decide.find(home, held.batch[:6])
    with pytest.raises(UsageError, match="decided_meanwhile"):
        decide.refuse(home, held, "wang", "wrong", clock)
