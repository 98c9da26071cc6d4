"""Cursors and links: what an answer names as the next page is fetched, and nothing else."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest


def query(handler):
    return {name: values[-1] for name, values in parse_qs(urlsplit(handler.path).query).items()}


def cursors(*following):
    """Answer with page n, whose next cursor is the n-th of `following`."""

    def answer(handler, page, attempt):
        at = int(query(handler).get("cursor", "c0")[1:])
        handler.reply(json.dumps({"rows": [at], "meta": {"next": following[at]}}).encode())

    return answer


def bodies(batch):
    return [json.loads(one.path.read_bytes()) for one in batch]


@pytest.mark.parametrize("end", [None, ""])
def test_cursors_are_followed_until_there_is_none(source, fetch, end):
    source.answer = cursors("c1", "c2", end)
    [batch] = fetch(style="cursor", next="meta.next", size_param="limit", size=5, params={"a": "b"})
    assert [body["rows"] for body in bodies(batch)] == [[0], [1], [2]]
    assert source.asked[-1] == "/api/permits?a=b&limit=5&cursor=c2"
    assert batch[-1].origin == f"{source.url}?limit=5&cursor=c2"
    assert batch[-1].name == "page-0003.json"


def test_an_absent_cursor_is_the_end(source, fetch):
    source.answer = lambda handler, page, attempt: handler.reply(b'{"rows": []}')
    [batch] = fetch(style="cursor")
    assert len(batch) == 1


def test_a_cursor_that_comes_again_is_noticed(source, refusal):
    source.answer = cursors("c1", "c2", "c1")
    assert refusal(style="cursor", next="meta.next").code == "endless_pages"
    assert len(source.asked) == 3


def test_cursors_without_end_are_bounded(source, refusal):
    def answer(handler, page, attempt):
        at = int(query(handler).get("cursor", 0))
        handler.reply(json.dumps({"next": at + 1}).encode())

    source.answer = answer
    assert refusal(style="cursor", max_pages=10).code == "endless_pages"
    assert len(source.asked) == 10


@pytest.mark.parametrize(
    "body", [b"[]", b'{"next": true}', b'{"next": {}}', b'{"next": "%s"}' % (b"x" * 10_000)]
)
def test_what_is_no_cursor_is_told(source, refusal, body):
    source.answer = lambda handler, page, attempt: handler.reply(body)
    assert refusal(style="cursor").code == "wrong_answer"


def test_links_in_the_header_are_followed(source, fetch):
    def answer(handler, page, attempt):
        links = {
            0: '</other;x=1>; rel="prev first", <?page=1>; title="a, b"; rel="last next"',
            1: "<?page=2>; rel=next",
        }
        handler.reply(b"[%d]" % page, **({"Link": links[page]} if page in links else {}))

    source.answer = answer
    [batch] = fetch(style="link")
    assert bodies(batch) == [[0], [1], [2]]
    assert source.asked == ["/api/permits", "/api/permits?page=1", "/api/permits?page=2"]


def test_links_inside_an_answer_are_followed_and_keep_the_key_of_the_address(source, fetch):
    def answer(handler, page, attempt):
        following = f"{source.url}?page={page + 1}" if page < 2 else None
        handler.reply(json.dumps({"rows": [page], "paging": {"next": following}}).encode())

    source.answer = answer
    [batch] = fetch(style="link", next="paging.next", url=f"{source.url}?appkey=geheim")
    assert source.asked[-1] == "/api/permits?page=2&appkey=geheim"
    assert [one.origin for one in batch] == [source.url, f"{source.url}?page=1", f"{source.url}?page=2"]


@pytest.mark.parametrize(
    "target",
    [
        "http://elsewhere.example/x",
        "https://127.0.0.1/x",
        "//elsewhere.example/x",
        "file:///etc/passwd",
        "http://[broken/",
    ],
)
def test_a_link_elsewhere_is_refused_and_the_token_stays(source, refusal, target):
    source.answer = lambda handler, page, attempt: handler.reply(json.dumps({"next": target}).encode())
    assert refusal(style="link").code == "next_refused"
    assert len(source.asked) == 1


def test_links_in_a_circle_are_noticed(source, refusal):
    def answer(handler, page, attempt):
        handler.reply(b"[%d]" % page, Link=f"<?page={(page + 1) % 3}>; rel=next")

    source.answer = answer
    assert refusal(style="link").code == "endless_pages"
    assert len(source.asked) <= 4


@pytest.mark.parametrize("style", ["page", "cursor", "link"])
def test_a_token_that_expires_half_way_leaves_nothing_behind(source, refusal, style):
    def answer(handler, page, attempt):
        if len(source.asked) > 3:
            handler.reply(status=401)
        else:
            number = len(source.asked)
            handler.reply(json.dumps({"pages": 9, "next": f"?page={number}", "n": number}).encode())

    source.answer = answer
    assert refusal(style=style).code == "refused_token"
    assert len(source.asked) == 4


def test_pages_that_become_fewer_are_read_again_from_the_first(source, fetch):
    # A record is withdrawn while page 2 is read: the first of page 3 moves to page 2, which was read before.
    counts = iter([3, 3, 2, 2, 2])
    source.answer = lambda handler, page, attempt: handler.reply(
        handler.envelope(page, next(counts), [{"n": len(source.asked)}])
    )
    [batch] = fetch()
    assert [body["page"] for body in bodies(batch)] == [1, 2]
    assert len(source.asked) == 5


def test_pages_that_become_fewer_whenever_they_are_read_are_told(source, refusal):
    source.answer = lambda handler, page, attempt: handler.reply(
        handler.envelope(page, 99 - len(source.asked), [{"n": len(source.asked)}])
    )
    assert refusal().code == "moving_pages"
    assert len(source.asked) == 6


def test_an_answer_that_is_packed_without_being_asked_to_be_is_not_unpacked(source, refusal):
    source.answer = lambda handler, page, attempt: handler.reply(b"\x1f\x8b", Content_Encoding="gzip")
    assert refusal().code == "unasked_coding"
    assert source.headers[0]["Accept-Encoding"] == "identity"
