"""What the twins remember between two visits; that they speak their protocols is seen in the connectors' tests."""

import json
from datetime import UTC, datetime

import pytest

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions
from simulator.servers import broker, gateway

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def messages(tmp_path):
    def fetched(url, topic, **options):
        transport = {"type": "messages", "url": url, "idle": 0.1, "timeout": 2} | options
        connector = build_connector(transport, {}, ReadOptions(format="ndjson", path=topic))
        batches = connector.fetch(FetchState(), tmp_path, lambda: NOW)
        return b"".join(one.path.read_bytes() for [one] in batches)

    return fetched


def write(root, topic, text):
    (root / topic).mkdir(parents=True, exist_ok=True)
    with (root / topic / "messages.ndjson").open("ab") as file:
        file.write(text)


def test_each_client_has_its_own_place_which_outlives_the_broker(tmp_path, messages):
    write(tmp_path, "iot/positions", b'{"n":1}\n{"n":2}\n')
    with broker.serve(tmp_path) as url:
        assert messages(url, "iot/positions") == b'{"n":1}\n{"n":2}\n'
        assert messages(url, "iot/positions", client="other") == b'{"n":1}\n{"n":2}\n'
    write(tmp_path, "iot/positions", b'{"n":3}\n')
    with broker.serve(tmp_path) as url:
        assert messages(url, "iot/positions") == b'{"n":3}\n'
    [kept, _] = sorted((tmp_path / ".acked").iterdir(), key=lambda path: path.name.startswith("other"))
    assert json.loads(kept.read_text()) == {"iot/positions": [3, 3]}


def test_a_topic_without_messages_is_silent(tmp_path, messages):
    with broker.serve(tmp_path) as url:
        assert messages(url, "nothing/yet") == b""


@pytest.mark.parametrize("topic", ["../truth", "iot/../../truth", "/etc"])
def test_no_topic_leads_out_of_the_folder(tmp_path, messages, topic):
    root = tmp_path / "served"
    root.mkdir()
    write(tmp_path, "truth", b'{"secret":1}\n')
    with broker.serve(root) as url, pytest.raises(TransportError) as caught:
        messages(url, topic)
    assert caught.value.code == "refused_topic"


def test_a_gateway_goes_on_where_it_was_after_it_was_away(tmp_path):
    def heard(url):
        fetching = build_connector({"type": "frames", "url": url, "idle": 0.1}, {}).fetch(
            FetchState(), tmp_path / "scratch", lambda: NOW
        )
        return b"".join(one.path.read_bytes() for [one] in fetching)

    (tmp_path / "scratch").mkdir()
    log = tmp_path / "gateway_2026112308.log"
    log.write_bytes(b"a ##1\r\n")
    with gateway.serve(tmp_path) as url:
        assert heard(url) == b"a ##1\r\n"
        assert heard(url) == b""
    (tmp_path / "gateway_2026112309.log").write_bytes(b"b ##2\r\n")
    with gateway.serve(tmp_path) as url:
        assert heard(url) == b"b ##2\r\n"
