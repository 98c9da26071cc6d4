"""Against Mosquitto where it is installed, and against the simulator's broker: what both must do."""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from ecolake.connectors import FetchState, build_connector
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions
from simulator.servers import broker as twin

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SECRET = "a-secret-that-nobody-may-see"
MESSAGES = [{"vehicle": f"闽A{n:05d}", "speed": n % 80} for n in range(300)]


def lines(batches):
    return [json.loads(line) for [one] in batches for line in one.path.read_bytes().splitlines()]


class Twin:
    """The simulator's broker; messages are appended to a topic's file."""

    def __init__(self, folder, stack):
        self.folder = folder
        self.url = stack.enter_context(twin.serve(folder, username="ecolake", password=SECRET))

    def subscribe_first(self, topic):
        """It keeps messages from the beginning."""

    def publish(self, topic, payloads):
        path = self.folder / topic / "messages.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.writelines(payload.replace(b"\n", b" ") + b"\n" for payload in payloads)


class Mosquitto:
    """A real broker, which keeps messages from a client's first subscription on."""

    def __init__(self, folder, stack):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        passwords = folder / "passwords"
        subprocess.run(
            ["mosquitto_passwd", "-b", "-c", passwords, "ecolake", SECRET], check=True, capture_output=True
        )
        config = folder / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
            "max_queued_messages 100000\nlog_dest none\nuser root\n"
        )
        process = subprocess.Popen([shutil.which("mosquitto"), "-c", str(config)])
        stack.callback(process.wait, 10)
        stack.callback(process.terminate)
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._publisher = paho.Client(CallbackAPIVersion.VERSION2)
        self._publisher.username_pw_set("ecolake", SECRET)
        for _ in range(200):
            try:
                self._publisher.connect("127.0.0.1", self.port)
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
        self._publisher.loop_start()
        stack.callback(self._publisher.loop_stop)
        stack.callback(self._publisher.disconnect)

    def subscribe_first(self, topic):
        list(connector_to(self, topic, idle=0.05).fetch(FetchState(), self.scratch, lambda: NOW))

    def publish(self, topic, payloads):
        sent = [self._publisher.publish(topic, payload, qos=1) for payload in payloads]
        for one in sent:
            one.wait_for_publish(5)


@contextmanager
def running(kind, folder):
    with ExitStack() as stack:
        yield kind(folder, stack)


@pytest.fixture(scope="module", params=[Twin, Mosquitto], ids=["twin", "mosquitto"])
def broker(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("broker")
    if request.param is Mosquitto and not shutil.which("mosquitto"):
        if os.environ.get("ECOLAKE_REQUIRE_SERVERS"):
            pytest.fail("mosquitto is not installed, and ECOLAKE_REQUIRE_SERVERS is set")
        pytest.skip("mosquitto is not installed")
    with running(request.param, folder) as broker:
        broker.scratch = folder
        yield broker


def connector_to(broker, topic, **options):
    transport = {
        "type": "messages",
        "url": broker.url,
        "username": "ecolake",
        "password": "env:P",
        "idle": 0.15,
        "timeout": 5,
    } | options
    return build_connector(transport, {"P": SECRET}, ReadOptions(format="ndjson", path=topic))


@pytest.fixture
def fetch(broker, tmp_path):
    def fetched(topic, **options):
        connector = connector_to(broker, topic, **options)
        return list(connector.fetch(FetchState(), tmp_path, lambda: NOW))

    return fetched


def encoded(messages):
    return [json.dumps(one, ensure_ascii=False).encode() for one in messages]


def test_all_messages_are_one_batch_of_lines_and_come_once(broker, fetch):
    broker.subscribe_first("patrol/a")
    broker.publish("patrol/a", encoded(MESSAGES))
    batches = fetch("patrol/a")
    assert lines(batches) == MESSAGES
    assert len(batches) == 1
    assert batches[0][0].origin == f"{broker.url}/patrol/a"
    assert fetch("patrol/a", idle=0.1) == []
    broker.publish("patrol/a", encoded([{"later": 1}]))
    assert lines(fetch("patrol/a", idle=0.1)) == [{"later": 1}]


def test_messages_of_a_run_that_dies_before_landing_come_again(broker, fetch, tmp_path):
    broker.subscribe_first("patrol/b")
    broker.publish("patrol/b", encoded(MESSAGES))
    dying = connector_to(broker, "patrol/b", max_bytes=4000).fetch(FetchState(), tmp_path, lambda: NOW)
    landed = lines([next(dying)])
    # Asking for the second says that the first was landed; nobody asks for a third.
    lost = lines([next(dying)])
    dying.close()
    assert landed + lost == MESSAGES[: len(landed) + len(lost)]
    # Acknowledgements on their way when the run dies may be lost too: some of what was landed may come again.
    again = lines(fetch("patrol/b"))
    assert len(again) >= len(MESSAGES) - len(landed)
    assert again == MESSAGES[-len(again) :]


def test_topics_do_not_mix(broker, fetch):
    for topic in ("patrol/c", "patrol/d"):
        broker.subscribe_first(topic)
        broker.publish(topic, encoded([{"topic": topic}]))
    assert lines(fetch("patrol/d", idle=0.1)) == [{"topic": "patrol/d"}]
    assert lines(fetch("patrol/c", idle=0.1)) == [{"topic": "patrol/c"}]


def test_a_message_over_the_limit_is_told_and_holds_nothing_up(broker, fetch, tmp_path):
    broker.subscribe_first("patrol/e")
    broker.publish("patrol/e", encoded([{"n": 1}, {"text": "x" * 5000}, {"n": 2}]))
    fetching = connector_to(broker, "patrol/e", max_message=2000).fetch(FetchState(), tmp_path, lambda: NOW)
    found = lines([next(fetching)])
    assert (found[0], found[2]) == ({"n": 1}, {"n": 2})
    assert found[1].endswith("(5012 bytes)")
    with pytest.raises(TransportError) as caught:
        next(fetching)
    assert caught.value.code == "refused_messages"
    assert fetch("patrol/e", idle=0.1) == []


def test_a_wrong_password_is_told_at_once_and_never_shown(broker, tmp_path, caplog):
    caplog.set_level("DEBUG")
    connector = build_connector(
        {"type": "messages", "url": broker.url, "username": "ecolake", "password": "env:P"},
        {"P": SECRET + "!"},
        ReadOptions(format="ndjson", path="patrol/a"),
    )
    with pytest.raises(TransportError) as caught:
        list(connector.fetch(FetchState(), tmp_path, lambda: NOW))
    assert caught.value.code == "refused_login"
    assert SECRET not in str(caught.value) + repr(caught.value) + caplog.text


def test_a_topic_that_cannot_be_is_told(fetch):
    with pytest.raises(TransportError) as caught:
        fetch("patrol/#/x")
    assert caught.value.code == "refused_topic"
