"""Sources are asked side by side before anything is planned: what is news, what is tried again, what is left to the run."""

import pytest

from ecolake import asking
from ecolake.acceptance import accept_pending
from ecolake.asking import Patience, ask, look
from ecolake.errors import TransportError
from ecolake.gathering import Gathered

AIR, ENTERPRISE = "mee.air_station_hourly", "market_regulation.enterprise"


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def patience(pauses):
    return Patience(retries=2, seconds=5, sleep=pauses.append)


def answering(monkeypatch, *answers):
    """Let the enterprises' source answer so, in turn."""
    waiting = list(answers)

    def gather(home, standards, dataset, environment, clock):
        answer = waiting.pop(0) if dataset.id == ENTERPRISE else Gathered((), None)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(asking, "gather", gather)
    return waiting


def fault(code):
    return Gathered((), TransportError(code, "No.", "否。"))


def test_what_is_new_is_landed_once_and_waits_until_it_is_accepted(home, standards, county):
    first = ask(home, standards, county.env, [ENTERPRISE])[ENTERPRISE]
    assert (len(first.landed), first.is_pending, first.is_news) == (1, True, True)
    # As after a run that was killed between landing and acceptance.
    again = ask(home, standards, county.env, [ENTERPRISE])[ENTERPRISE]
    assert (again.landed, again.is_pending, again.is_news) == ((), True, True)
    accept_pending(home, standards, ENTERPRISE)
    quiet = ask(home, standards, county.env, [ENTERPRISE])[ENTERPRISE]
    assert (quiet.landed, quiet.is_pending, quiet.is_news) == ((), False, False)


def test_looking_asks_no_source(home, standards, monkeypatch):
    answering(monkeypatch)
    assert not look(home, standards, [ENTERPRISE])[ENTERPRISE].is_news


def test_answers_come_in_the_order_of_the_ids(home, standards, monkeypatch):
    answering(monkeypatch, Gathered((), None))
    assert list(ask(home, standards, {}, [AIR, ENTERPRISE])) == [ENTERPRISE, AIR]


def test_a_fault_that_may_pass_is_tried_again_after_longer_and_longer(
    home, standards, monkeypatch, patience, pauses
):
    waiting = answering(monkeypatch, fault("unreachable"), fault("bad_status"), Gathered((), None))
    found = ask(home, standards, {}, [AIR, ENTERPRISE], patience=patience)
    assert found[ENTERPRISE].fault is None
    assert (waiting, pauses) == ([], [5, 10])


def test_a_fault_that_stays_is_told_in_the_end(home, standards, monkeypatch, patience, pauses):
    answering(monkeypatch, *[fault("unreachable")] * 3)
    found = ask(home, standards, {}, [ENTERPRISE], patience=patience)[ENTERPRISE]
    assert (found.fault.code, found.is_news, pauses) == ("unreachable", True, [5, 10])


def test_a_fault_that_waits_for_a_person_is_not_tried_again(home, standards, monkeypatch, patience, pauses):
    answering(monkeypatch, fault("refused_token"))
    assert ask(home, standards, {}, [ENTERPRISE], patience=patience)[ENTERPRISE].is_news
    assert pauses == []


def test_an_address_that_nobody_has_set_is_no_news(home, standards, monkeypatch):
    answering(monkeypatch, fault("not_configured"))
    assert not ask(home, standards, {}, [ENTERPRISE])[ENTERPRISE].is_news


def test_a_defect_is_left_to_the_run_and_holds_nobody_up(home, standards, monkeypatch):
    answering(monkeypatch, ZeroDivisionError("a defect"))
    found = ask(home, standards, {}, [AIR, ENTERPRISE])
    assert (found[ENTERPRISE].broke, found[ENTERPRISE].is_news, found[AIR].is_news) == (True, True, False)
