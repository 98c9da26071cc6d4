import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest


def first(times, status, **headers):
    """Answer badly the first times, then well."""

    def answer(handler, page, attempt):
        if attempt <= times:
            handler.reply(status=status, **headers)
        else:
            handler.reply(handler.envelope(page, 2))

    return answer


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_source_is_asked_again(source, fetch, status):
    source.answer = first(2, status)
    [batch] = fetch()
    assert len(batch) == 2
    assert len(source.asked) == 6


@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_that_the_source_asks_for_is_kept(source, fetch, status):
    source.answer = first(1, status, Retry_After="1")
    start = time.monotonic()
    fetch(attempts=2)
    assert time.monotonic() - start >= 2


def test_a_wait_may_be_given_as_a_date(source, fetch):
    source.answer = first(
        1, 429, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=3600), usegmt=True)
    )
    start = time.monotonic()
    fetch(wait_max=0.3)
    assert 0.6 <= time.monotonic() - start < 3


@pytest.mark.parametrize("value", ["3600", "soon", "-1", "9" * 400])
def test_a_wait_is_capped_and_nonsense_ignored(source, fetch, value):
    source.answer = first(1, 429, Retry_After=value)
    start = time.monotonic()
    fetch(wait_max=0.1)
    assert time.monotonic() - start < 3


def test_an_answer_that_breaks_off_is_asked_for_again(source, fetch):
    def answer(handler, page, attempt):
        body = handler.envelope(page)
        if attempt == 1:
            handler.reply(body[:10], length=len(body))
            handler.close_connection = True
        else:
            handler.reply(body)

    source.answer = answer
    [[page]] = fetch()
    assert page.path.read_bytes() == source.envelope(1)


def test_silence_is_ended_by_the_timeout_and_asked_again(source, fetch):
    def answer(handler, page, attempt):
        if attempt == 1:
            time.sleep(1)
            handler.close_connection = True
        else:
            handler.reply(handler.envelope(page))

    source.answer = answer
    start = time.monotonic()
    fetch(timeout=0.2)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(("status", "code"), [(429, "bad_status"), (503, "bad_status")])
def test_a_source_that_stays_busy_is_given_up(source, refusal, status, code):
    source.answer = first(99, status)
    error = refusal(attempts=3)
    assert error.code == code
    assert str(status) in error.en
    assert len(source.asked) == 3


def test_nobody_there(refusal):
    error = refusal(url="http://127.0.0.1:9/api", attempts=2)
    assert error.code == "unreachable"
    assert "ConnectError" in error.en


def test_a_source_that_always_breaks_off_is_given_up(source, refusal):
    def answer(handler, page, attempt):
        handler.reply(b"{", length=100)
        handler.close_connection = True

    source.answer = answer
    assert refusal(attempts=2).code == "unreachable"
