import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator import ecology_api
from simulator.demo import serve

PERMITS = [{"permitNo": f"{number:022d}", "outlets": []} for number in range(120)]


def ask(address, query="page=1", token=None, path="/api/permits"):
    request = urllib.request.Request(  # noqa: S310 (loopback)
        f"{address.url}{path}?{query}", headers={"Authorization": f"Bearer {token or address.token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (loopback)
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


@pytest.fixture
def address():
    with ecology_api.serve(PERMITS, "right") as served:
        yield served


def test_a_wrong_token_is_refused_and_not_counted(address):
    assert [ask(address, token="wrong")[0] for _ in range(9)] == [401] * 9
    assert ask(address)[0] == 200


def test_every_fifth_request_is_refused_by_turns(address):
    answers = [ask(address) for _ in range(20)]
    assert [status for status, _, _ in answers] == [
        *([200] * 4), 429, *([200] * 4), 503, *([200] * 4), 429, *([200] * 4), 503,
    ]  # fmt: skip
    assert [headers["Retry-After"] for status, headers, _ in answers if status == 429] == ["0", "1"]


def test_the_pages_hold_everything_once(address):
    pages = [json.loads(ask(address, f"page={number}&size=50")[2]) for number in (1, 2, 3, 4)]
    assert [(page["page"], page["pages"], page["total"]) for page in pages] == [
        (n, 3, 120) for n in (1, 2, 3, 4)
    ]
    assert [permit for page in pages for permit in page["data"]] == PERMITS
    assert pages[3]["data"] == []


def test_a_page_is_the_same_bytes_again(address):
    assert ask(address, "page=2")[2] == ask(address, "page=2&size=50")[2]


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "size=0", "size=100000"])
def test_a_page_that_cannot_be_is_a_bad_request(address, query):
    assert ask(address, query)[0] == 400


def test_another_path_is_not_found(address):
    assert ask(address, path="/api/secrets")[0] == 404


def test_requests_at_once_are_all_counted(address):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: ask(address)[0], range(50)))
    assert statuses.count(200) == 40


def test_the_county_is_served_as_it_was_written(county):
    with serve(county) as environment:
        address = ecology_api.Address(environment["ECOLOGY_API_URL"], environment["ECOLOGY_API_TOKEN"])
        answer = next(body for status, _, body in (ask(address) for _ in range(2)) if status == 200)
    written = json.loads((county.paths["ecology"] / "permits.json").read_bytes())
    assert json.loads(answer)["data"] == written[:50]
    assert environment.keys() == {
        *("MEE_AIR_URL", "MARKET_REGULATION_URL", "IOT_GATEWAY_URL", "ECOLOGY_API_URL", "ECOLOGY_API_TOKEN")
    }
