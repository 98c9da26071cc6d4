import logging

from ecolake.connectors import FetchState, build_connector


def pages(count):
    return lambda handler, page, attempt: handler.reply(handler.envelope(page, count, [{"n": page}]))


def test_all_pages_arrive_as_received_in_one_batch(source, fetch, scratch):
    source.answer = pages(3)
    [batch] = fetch()
    assert [one.name for one in batch] == ["page-0001.json", "page-0002.json", "page-0003.json"]
    assert [one.path.read_bytes() for one in batch] == [source.envelope(n, 3, [{"n": n}]) for n in (1, 2, 3)]
    assert batch[1].origin == f"{source.url}?page=2"
    assert batch[1].fetched_at == source.now


def test_the_token_and_the_parameters_are_sent(source, fetch):
    fetch(size_param="size", size=50, params={"region": "350100"})
    assert source.asked == ["/api/permits?region=350100&page=1&size=50"]
    assert source.headers[0]["Authorization"] == f"Bearer {source.token}"


def test_parameters_can_be_named_otherwise(source, fetch):
    source.answer = lambda handler, page, attempt: handler.reply(b'{"result": {"total": "1"}}')
    fetch(page_param="pageNo", pages="result.total")
    assert source.asked == ["/api/permits?pageNo=1"]


def test_the_path_of_the_dataset_is_appended(source, fetch):
    fetch(path="/outlets")
    assert source.asked[0].startswith("/api/permits/outlets?")


def test_pages_that_become_more_while_they_are_read_are_read_too(source, fetch):
    source.answer = lambda handler, page, attempt: handler.reply(
        handler.envelope(page, 2 if page == 1 else 3)
    )
    [batch] = fetch()
    assert len(batch) == 3


def test_without_any_record_there_is_still_the_one_page(source, fetch):
    source.answer = lambda handler, page, attempt: handler.reply(handler.envelope(page, 0))
    [batch] = fetch()
    assert len(batch) == 1


def test_a_redirect_on_the_same_server_is_followed(source, fetch):
    def answer(handler, page, attempt):
        if "/v2" in handler.path:
            handler.reply(handler.envelope(page))
        else:
            handler.reply(status=302, Location=handler.path.replace("/api", "/v2"))

    source.answer = answer
    [batch] = fetch()
    assert len(batch) == 1
    assert source.headers[1]["Authorization"] == f"Bearer {source.token}"


def test_a_key_in_the_configured_address_is_sent_but_never_shown(source, scratch, caplog):
    caplog.set_level(logging.DEBUG)
    connector = build_connector({"type": "http", "url": f"{source.url}?appkey={source.token}"}, {})
    [[page]] = connector.fetch(FetchState(), scratch, lambda: source.now)
    assert source.token in source.asked[0]
    assert source.token not in page.origin + "".join(
        r.getMessage() for r in caplog.records if "httpx" in r.name
    )
