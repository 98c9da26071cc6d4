import json

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError


class Tagged:
    """Three pages that know whether they are what the client already has."""

    def __init__(self, source):
        self.versions = {1: "a", 2: "a", 3: "a"}
        self.source = source
        source.answer = self.answer

    def answer(self, handler, page, attempt):
        tag = f'"{page}{self.versions[page]}"'
        if handler.headers["If-None-Match"] == tag:
            handler.reply(status=304)
        else:
            handler.reply(handler.envelope(page, 3, [self.versions[page]]), ETag=tag)


@pytest.fixture
def tagged(source):
    return Tagged(source)


@pytest.fixture
def fetch_since(source, scratch):
    def fetched(position, url=None, **options):
        transport = {"type": "http", "url": url or source.url, "wait": 0.01, "validate_by": "etag"} | options
        connector = build_connector(transport, {})
        return list(connector.fetch(FetchState(position=position), scratch, lambda: source.now))

    return fetched


def test_what_has_not_changed_is_not_fetched_again(source, tagged, fetch_since):
    [batch] = fetch_since(None)
    assert [one.position is None for one in batch] == [True, True, False]
    del source.asked[:]
    assert fetch_since(batch[-1].position) == []
    assert len(source.asked) == 3


def test_a_change_on_the_last_page_alone_is_noticed_and_all_is_fetched(source, tagged, fetch_since):
    [batch] = fetch_since(None)
    tagged.versions[3] = "b"
    [again] = fetch_since(batch[-1].position)
    assert [json.loads(one.path.read_bytes())["data"] for one in again] == [["a"], ["a"], ["b"]]
    assert again[-1].position != batch[-1].position


def test_an_address_that_is_no_more_is_found_out_by_a_new_walk(source, tagged, fetch_since):
    [batch] = fetch_since(None)
    position = json.loads(batch[-1].position)
    position["etags"].insert(0, [f"{source.url}?gone=1", '"a"'])

    def answer(handler, page, attempt):
        handler.reply(status=410) if "gone" in handler.path else tagged.answer(handler, page, attempt)

    source.answer = answer
    [again] = fetch_since(json.dumps(position))
    assert again[-1].position == batch[-1].position


def test_without_being_asked_to_nothing_is_remembered(source, tagged, fetch_since):
    [batch] = fetch_since(None, validate_by="hash")
    assert batch[-1].position is None


def test_a_page_without_a_tag_leaves_no_position(source, fetch_since):
    source.answer = lambda handler, page, attempt: handler.reply(
        handler.envelope(page, 2), **({"ETag": '"x"'} if page == 1 else {})
    )
    [batch] = fetch_since(None)
    assert batch[-1].position is None


@pytest.mark.parametrize(
    "options", [{"size_param": "size", "size": 7}, {"params": {"a": "b"}}, {"path": "other"}]
)
def test_another_question_is_not_spared(source, tagged, fetch_since, options):
    [batch] = fetch_since(None)
    [again] = fetch_since(batch[-1].position, **options)
    assert len(again) == 3


@pytest.mark.parametrize(
    "position", ["", "null", "[]", "{", '{"asked": 1}', '{"watermark": "2026"}', "2026-11-23"]
)
def test_a_position_of_another_kind_means_nothing(source, tagged, fetch_since, position):
    [batch] = fetch_since(position)
    assert len(batch) == 3


def test_a_position_never_leads_to_another_server(source, tagged, fetch_since):
    [batch] = fetch_since(None)
    position = json.loads(batch[-1].position)
    position["etags"] = [["http://elsewhere.example/", tag] for _, tag in position["etags"]]
    [again] = fetch_since(json.dumps(position))
    assert len(again) == 3


def test_a_key_in_the_address_is_not_kept_in_the_position(source, tagged, fetch_since):
    [batch] = fetch_since(None, url=f"{source.url}?appkey=geheim")
    assert "geheim" not in batch[-1].position
    del source.asked[:]
    assert fetch_since(batch[-1].position, url=f"{source.url}?appkey=geheim") == []
    assert all("appkey=geheim" in asked for asked in source.asked)


def test_not_modified_is_no_answer_to_who_has_nothing(source, fetch_since):
    source.answer = lambda handler, page, attempt: handler.reply(status=304)
    with pytest.raises(TransportError) as caught:
        fetch_since(None)
    assert caught.value.code == "bad_status"


def test_a_token_that_is_part_of_the_address_does_no_harm(source, tagged, scratch):
    transport = {"type": "http", "url": source.url, "token": "env:T", "validate_by": "etag"}
    connector = build_connector(transport, {"T": "p"})
    [batch] = connector.fetch(FetchState(), scratch, lambda: source.now)
    assert batch[0].origin.startswith(source.url)


def test_a_token_that_the_source_puts_into_its_links_is_shown_nowhere(source, scratch):
    def answer(handler, page, attempt):
        more = {"Link": f"<?page=1&access_token={source.token}>; rel=next"} if page == 0 else {}
        handler.reply(b"[%d]" % page, ETag='"x"', **more)

    source.answer = answer
    transport = {"type": "http", "url": source.url, "token": "env:T", "style": "link", "validate_by": "etag"}
    [batch] = build_connector(transport, {"T": source.token}).fetch(FetchState(), scratch, lambda: source.now)
    assert batch[1].origin == f"{source.url}?page=1&access_token=***"
    assert batch[1].position is None
