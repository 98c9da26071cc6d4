import json
import time

import pytest

from ecolake.connectors import build_connector
from ecolake.errors import TransportError


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_told_at_once(source, refusal, status):
    source.answer = lambda handler, page, attempt: handler.reply(source.token.encode(), status=status)
    assert refusal().code == "refused_token"
    assert len(source.asked) == 1


@pytest.mark.parametrize("status", [204, 400, 404, 410])
def test_other_statuses_are_told_at_once(source, refusal, status):
    source.answer = lambda handler, page, attempt: handler.reply(status=status)
    assert refusal().code == "bad_status"
    assert len(source.asked) == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", b"whatever"),
        ("application/json", b"\xef\xbb\xbf\n<!DOCTYPE html><title>login</title>"),
        ("text/plain", "<html><body>请登录".encode("gb18030")),
    ],
)
def test_a_login_page_is_taken_for_an_expired_token(source, refusal, kind, body):
    source.answer = lambda handler, page, attempt: handler.reply(body, kind=kind)
    error = refusal()
    assert error.code == "html_instead_of_data"
    assert "token" in error.hint_en


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://127.0.0.1/api",
        "http://127.0.0.1:1/api",
        "http://localhost/api",
        "//elsewhere.example/api",
        "http://[broken/",
    ],
)
def test_a_redirect_elsewhere_is_refused_and_the_token_stays(source, refusal, target):
    source.answer = lambda handler, page, attempt: handler.reply(status=302, Location=target)
    assert refusal().code == "redirect_refused"
    assert len(source.asked) == 1


def test_redirects_in_a_circle_end(source, refusal):
    source.answer = lambda handler, page, attempt: handler.reply(status=302, Location=handler.path)
    assert refusal().code == "redirect_refused"
    assert len(source.asked) == 4


def test_pages_without_end_are_bounded(source, refusal):
    source.answer = lambda handler, page, attempt: handler.reply(handler.envelope(page, page + 1))
    assert refusal(max_pages=20).code == "endless_pages"
    assert len(source.asked) == 20


def test_a_source_that_gives_the_same_page_again_is_noticed(source, refusal):
    source.answer = lambda handler, page, attempt: handler.reply(handler.envelope(1, 5))
    assert refusal().code == "endless_pages"
    assert len(source.asked) == 2


def test_a_large_answer_is_not_read_to_its_end(source, refusal):
    def answer(handler, page, attempt):
        handler.reply(length=10**12)
        while True:
            handler.wfile.write(b"x" * 65536)

    source.answer = answer
    assert refusal(max_bytes=1_000_000).code == "answer_too_large"


def test_an_answer_that_drips_is_cut_off_by_the_budget(source, refusal):
    def answer(handler, page, attempt):
        handler.reply(length=10**6)
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.05)

    source.answer = answer
    start = time.monotonic()
    assert refusal(budget=0.5, timeout=10).code == "out_of_time"
    assert time.monotonic() - start < 2


def test_headers_that_drip_are_cut_off_by_the_budget(source, refusal):
    def answer(handler, page, attempt):
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"s" * 100:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)

    source.answer = answer
    start = time.monotonic()
    assert refusal(budget=0.5, timeout=10).code == "out_of_time"
    assert time.monotonic() - start < 2


def test_the_budget_is_one_for_all_pages(source, refusal):
    def answer(handler, page, attempt):
        time.sleep(0.1)
        handler.reply(handler.envelope(page, 1000))

    source.answer = answer
    assert refusal(budget=0.5).code == "out_of_time"
    assert len(source.asked) < 10


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"pages": "many"}',
        b'{"pages": true}',
        b'{"pages": -1}',
        b"\xff",
    ],
)
def test_an_answer_without_a_number_of_pages_is_refused(source, refusal, body):
    source.answer = lambda handler, page, attempt: handler.reply(body)
    assert refusal().code == "wrong_answer"


def test_a_refusal_with_status_200_is_noticed_and_an_echoed_token_struck_out(source, refusal):
    body = json.dumps({"code": 401, "msg": f"{source.token} expired", "pages": 1}).encode()
    source.answer = lambda handler, page, attempt: handler.reply(body)
    error = refusal(expect={"code": "0"})
    assert error.code == "wrong_answer"
    assert "expired" in error.en


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "permits.example", "http://"])
def test_an_address_that_is_not_http_is_refused(url):
    with pytest.raises(TransportError) as caught:
        build_connector({"type": "http", "url": url}, {})
    assert caught.value.code == "unsupported_address"
