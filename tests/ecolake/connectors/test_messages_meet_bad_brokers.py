import json
import socket
import ssl
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from ecolake.connectors import FetchState, build_connector
from ecolake.connectors.messages_line import line_of
from ecolake.errors import TransportError
from ecolake.standards.source import ReadOptions
from simulator.servers import broker as twin
from simulator.servers import mqtt_packets as mqtt
from tests.support.hostile_tcp import scripted, until_left

READ = ReadOptions(format="ndjson", path="patrol")


@pytest.fixture
def fetch(tmp_path):
    def fetched(url, read=READ, **options):
        transport = {"type": "messages", "url": url, "idle": 0.15, "timeout": 1} | options
        now = datetime(2026, 11, 23, tzinfo=UTC)
        return build_connector(transport, {}, read).fetch(FetchState(), tmp_path, lambda: now)

    return fetched


def publish(number, again=False):
    topic = b"patrol"
    body = len(topic).to_bytes(2) + topic + (number + 1).to_bytes(2) + b"\0" + b'{"n":%d}' % number
    return mqtt.write_packet(mqtt.PUBLISH, body, 0b1010 if again else 0b0010)


@pytest.fixture
def certificate(tmp_path):
    """A key and its self-signed certificate for the loopback address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "broker")])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "broker.pem"
    key_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key_text + signed.public_bytes(serialization.Encoding.PEM))
    return path


WELCOME = mqtt.write_packet(mqtt.CONNACK, b"\0\0\0")
SUBSCRIBED = mqtt.write_packet(mqtt.SUBACK, b"\0\1\0\1")


def says(*packets, stay=True):
    def script(connection):
        for packet in packets:
            connection.sendall(packet)
        if not stay:
            # Closed in one direction only, so that what was said still arrives.
            connection.shutdown(socket.SHUT_WR)
        until_left(connection)

    return script


def numbers(batches):
    return [json.loads(line)["n"] for [one] in batches for line in one.path.read_bytes().splitlines()]


def test_a_broker_that_dies_half_way_is_called_again_and_nothing_is_lost(fetch):
    dying = says(WELCOME, SUBSCRIBED, publish(0), publish(1), publish(2)[:9], stay=False)
    again = says(WELCOME, *(publish(n, again=True) for n in range(4)), SUBSCRIBED)
    with scripted(dying, again) as port:
        found = numbers(fetch(f"mqtt://127.0.0.1:{port}"))
    # What was not acknowledged comes twice; which of two is kept is told by its key.
    assert found == [0, 1, 0, 1, 2, 3]


def test_what_came_before_a_broker_died_for_good_is_kept(fetch):
    with scripted(says(WELCOME, SUBSCRIBED, publish(0), stay=False)) as port:
        fetching = fetch(f"mqtt://127.0.0.1:{port}", attempts=2)
        assert numbers([next(fetching)]) == [0]
        with pytest.raises(TransportError) as caught:
            next(fetching)
    assert caught.value.code == "unreachable"


def test_a_broker_that_knows_only_an_older_version_is_spoken_to_in_that(fetch):
    old = says(mqtt.write_packet(mqtt.CONNACK, b"\0\1"), stay=False)
    asked = []

    def welcome(connection):
        asked.append(connection.recv(4096))
        topic = b"\0\6patrol"
        connection.sendall(mqtt.write_packet(mqtt.CONNACK, b"\0\0"))
        connection.sendall(mqtt.write_packet(mqtt.SUBACK, b"\0\1\1"))
        connection.sendall(mqtt.write_packet(mqtt.PUBLISH, topic + b'\0\1{"n":7}', 0b0010))
        until_left(connection)

    with scripted(old, welcome) as port:
        assert numbers(fetch(f"mqtt://127.0.0.1:{port}")) == [7]
    assert asked[0][8] == 4
    assert asked[0][9] & 0b10 == 0  # no clean session


@pytest.mark.parametrize("reason", [0x80, 0x87])
def test_a_topic_that_may_not_be_read_is_told(fetch, reason):
    refused = mqtt.write_packet(mqtt.SUBACK, b"\0\1\0" + bytes([reason]))
    with scripted(says(WELCOME, refused)) as port, pytest.raises(TransportError) as caught:
        list(fetch(f"mqtt://127.0.0.1:{port}"))
    assert caught.value.code == "refused_topic"


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 100, b"\x20\xff\xff\xff\xff\xff"]
)
def test_what_is_no_broker_is_given_up(fetch, said):
    with scripted(*[says(said, stay=False)] * 2) as port, pytest.raises(TransportError) as caught:
        list(fetch(f"mqtt://127.0.0.1:{port}", attempts=2))
    assert caught.value.code == "unreachable"


def test_a_broker_that_says_nothing_is_given_up(fetch):
    with scripted(until_left, until_left) as port, pytest.raises(TransportError) as caught:
        list(fetch(f"mqtt://127.0.0.1:{port}", attempts=2, timeout=0.1))
    assert caught.value.code == "unreachable"
    assert "Timeout" in caught.value.en


def test_a_broker_that_says_nothing_until_the_budget_is_used_up_is_told(fetch):
    with scripted(*[until_left] * 3) as port, pytest.raises(TransportError) as caught:
        list(fetch(f"mqtt://127.0.0.1:{port}", attempts=9, timeout=0.1, budget=0.2))
    assert caught.value.code == "out_of_time"


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(fetch):
    with scripted(says(WELCOME), says(WELCOME)) as port, pytest.raises(TransportError) as caught:
        list(fetch(f"mqtts://127.0.0.1:{port}", attempts=2))
    assert caught.value.code == "unreachable"
    assert "SSL" in caught.value.en


def test_a_certificate_that_this_machine_trusts_is_accepted(fetch, certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def script(connection):
        with context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.sendall(WELCOME + publish(0) + SUBSCRIBED)
            until_left(encrypted)

    with scripted(script) as port:
        assert numbers(fetch(f"mqtts://127.0.0.1:{port}", attempts=1)) == [0]


def test_a_topic_that_never_falls_silent_is_left_when_the_budget_is_used_up(fetch):
    def endless(connection):
        connection.sendall(WELCOME + SUBSCRIBED)
        number = 0
        while True:
            connection.sendall(publish(number % 1000))
            number += 1

    with scripted(endless) as port:
        assert numbers(fetch(f"mqtt://127.0.0.1:{port}", budget=0.4, idle=5))


def test_what_was_heard_until_the_budget_was_used_up_is_kept(fetch):
    def slow(connection):
        connection.sendall(WELCOME + SUBSCRIBED + publish(0) + publish(1))
        said = b""
        while mqtt.write_packet(mqtt.PUBACK, (2).to_bytes(2)) not in said:
            said += connection.recv(4096)
        connection.sendall(publish(2))
        until_left(connection)

    with scripted(slow) as port:
        assert numbers(fetch(f"mqtt://127.0.0.1:{port}", budget=0.4, idle=5, max_bytes=16)) == [0, 1, 2]


def test_a_dataset_without_a_topic_is_told(fetch):
    with pytest.raises(TransportError) as caught:
        fetch("mqtt://127.0.0.1", read=ReadOptions(format="ndjson"))
    assert caught.value.code == "wrong_option"


@pytest.mark.parametrize(
    "url", ["http://a", "mqtt://", "mqtt://u:secret@a", "mqtt://a:99999", "mqtt://a/topic", "a"]
)
def test_an_address_that_is_no_broker_is_refused(fetch, url):
    with pytest.raises(TransportError) as caught:
        fetch(url)
    assert caught.value.code == "unsupported_address"
    assert "secret" not in str(caught.value)


def test_two_runs_of_one_name_do_not_share_a_session(fetch, tmp_path):
    root = tmp_path / "broker"
    (root / "patrol").mkdir(parents=True)
    (root / "patrol" / "messages.ndjson").write_bytes(b'{"n":0}\n{"n":1}\n')
    with twin.serve(root) as url:
        first = fetch(url)
        assert numbers([next(first)]) == [0, 1]
        # The broker sends the older connection away, whose messages are not acknowledged.
        assert numbers(fetch(url)) == [0, 1]
        first.close()


@given(st.binary(max_size=200) | st.text(max_size=50).map(str.encode))
def test_whatever_a_message_holds_is_one_line_that_json_can_read_or_refuse(payload):
    line = line_of(payload, 1000)
    assert line.count(b"\n") == 1
    assert b"\0" not in line
    line.decode("utf-8")


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()), st.sampled_from([None, 2]))
def test_an_object_means_the_same_on_its_line(message, indent):
    written = json.dumps(message, ensure_ascii=False, indent=indent)
    if written.isascii() or written.encode("utf-8", "ignore").decode() == written:
        assert json.loads(line_of(written.encode(), 10**6)) == message


@pytest.mark.parametrize(
    "payload", [b"", b"null", b"[1]", b'"x"', b"<html>", b"\xff{}", b"\0\0\0", b"\xef\xbb\xbf{}"]
)
def test_what_is_no_object_is_kept_as_a_text(payload):
    assert isinstance(json.loads(line_of(payload, 1000)), str)
