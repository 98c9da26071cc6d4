"""The twin seen through the connector that will meet the real thing."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from simulator.servers import rest

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOKEN = "right"
RECORDS = [f'{{"NO":{number},"Z":{number}.50,"NAME":"断面{number}"}}' for number in range(230)]
BLOCKS = {
    "page": ({"size": 50, "records": "data.rows", "total": "data.total"}, {"pages": "pages"}),
    "cursor": ({"size": 50, "next": "meta.next"}, {"next": "meta.next"}),
    "link": ({"size": 50, "records": None, "header": True}, {}),
    "link_inside": ({"style": "link", "size": 50, "next": "paging.next"}, {"next": "paging.next"}),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("rest")
    for name, (serving, _) in BLOCKS.items():
        folder = root / "source" / name
        folder.mkdir(parents=True)
        (folder / "records.ndjson").write_text("\n".join(RECORDS) + "\n", "utf-8")
        (folder / "serving.json").write_text(json.dumps({"style": name} | serving))
    tenders = root / "source" / "tenders"
    tenders.mkdir()
    for number in range(7):
        (tenders / f"T{number}.html").write_text(f"<html><body><h1>标书{number}</h1></body></html>", "utf-8")
    (tenders / "serving.json").write_text('{"style": "crawl", "size": 3}')
    (root / "secret.html").write_text("not served")
    return root


@pytest.fixture(scope="module")
def address(root):
    with rest.serve(root, TOKEN, seed=3, busy_every=6) as url:
        yield f"{url}/source"


@pytest.fixture
def fetch(address, tmp_path):
    def fetched(path, position=None, token=TOKEN, **options):
        transport = {"type": "http", "url": address, "path": path, "token": "env:T", "wait": 0.01} | options
        connector = build_connector(transport, {"T": token})
        return list(connector.fetch(FetchState(position=position), tmp_path, lambda: NOW))

    return fetched


def rows(path, body):
    found = json.loads(body, parse_float=str)
    for key in (BLOCKS[path][0].get("records", "data") or "").split("."):
        found = found[key] if key else found
    return found


@pytest.mark.parametrize("path", BLOCKS)
def test_every_record_arrives_once_and_as_it_was_written(fetch, path):
    [batch] = fetch(path, style=path.partition("_")[0], **BLOCKS[path][1])
    found = [row for page in batch for row in rows(path, page.path.read_bytes())]
    assert found == [json.loads(record, parse_float=str) for record in RECORDS]
    assert found[3]["Z"] == "3.50"
    assert len(batch) == 5


def test_the_documents_of_a_site_arrive_in_the_order_of_its_listings(fetch, root):
    [batch] = fetch("tenders/", style="crawl", links="//ul[@class='documents']//a/@href", token="none")
    written = sorted((root / "source" / "tenders").glob("*.html"))
    assert [one.path.read_bytes() for one in batch] == [path.read_bytes() for path in written]
    assert batch[4].origin.endswith("/source/tenders/T4.html")


@pytest.mark.parametrize("path", ["page", "cursor", "link", "tenders/"])
def test_a_source_that_has_not_changed_is_told_by_its_entity_tags(fetch, path):
    options = {"style": {"tenders/": "crawl"}.get(path, path), "validate_by": "etag"}
    options |= BLOCKS.get(path, ((), {"links": "//li/a/@href"}))[1]
    [batch] = fetch(path, **options)
    assert fetch(path, position=batch[-1].position, **options) == []


def test_a_record_that_changes_on_the_last_page_is_noticed(fetch, root):
    records = root / "source" / "page" / "records.ndjson"
    [batch] = fetch("page", validate_by="etag")
    before = records.read_bytes()
    records.write_bytes(before.replace("断面229".encode(), "断面二二九".encode()))
    try:
        [again] = fetch("page", position=batch[-1].position, validate_by="etag")
    finally:
        records.write_bytes(before)
    assert again[0].path.read_bytes() == batch[0].path.read_bytes()
    assert again[-1].path.read_bytes() != batch[-1].path.read_bytes()


def test_a_wrong_token_is_refused(fetch):
    with pytest.raises(TransportError) as caught:
        fetch("page", token="wrong")
    assert caught.value.code == "refused_token"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing", 404),
        ("../secret.html", 404),
        ("%2e%2e/secret.html", 404),
        ("tenders/../../secret.html", 404),
        ("page?page=0", 400),
        ("page?page=x", 400),
        ("cursor?cursor=broken", 400),
        ("cursor?cursor=YWZ0ZXI6OTk5OTk=", 400),
    ],
)
def test_what_is_not_served_is_not_found(address, path, status):
    with httpx.Client(trust_env=False) as client:
        statuses = [
            client.get(f"{address}/{path}", headers={"Authorization": f"Bearer {TOKEN}"}).status_code
            for _ in range(2)  # one of two in a row may meet the twin when it is busy
        ]
    assert status in statuses
    assert 200 not in statuses


def test_a_source_that_is_down_says_so(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "serving.json").write_text('{"refuses": 503}')
    with rest.serve(tmp_path, TOKEN) as url, httpx.Client(trust_env=False) as client:
        assert client.get(f"{url}/d").status_code == 503
