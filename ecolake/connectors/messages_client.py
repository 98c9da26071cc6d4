"""The paho client that a session uses: whom it calls, as whom, and what it asks the broker to keep for us."""

import ssl
from dataclasses import dataclass
from typing import Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from pydantic import SecretStr

# Messages that may be on their way before the first is acknowledged. Without saying so, brokers stop after 20 or 32, and a
# batch could never hold more.
WINDOW: Final = 0xFFFF
NEVER: Final = 0xFFFFFFFF
KEEP_ALIVE: Final = 60


@dataclass(frozen=True)
class Broker:
    """Where, and as whom.

    Attributes:
        host: Of the broker.
        port: Of the broker.
        is_encrypted: Whether TLS is spoken; the certificate must be one that this machine trusts.
        client: Our name, distinct for every topic: a broker keeps one session a name.
        username: None where the broker wants none.
        password: See `username`.
    """

    host: str
    port: int
    is_encrypted: bool
    client: str
    username: str | None
    password: SecretStr | None

    @property
    def shown(self) -> str:
        """The address, for messages to people."""
        return f"mqtt{'s' if self.is_encrypted else ''}://{self.host}:{self.port}"


def build_client(broker: Broker, *, is_five: bool) -> paho.Client:
    """Return a client that acknowledges nothing by itself, in MQTT 5 or 3.1.1."""
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=broker.client,
        clean_session=None if is_five else False,
        protocol=MQTTProtocolVersion.MQTTv5 if is_five else MQTTProtocolVersion.MQTTv311,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    if broker.username is not None:
        password = broker.password
        client.username_pw_set(broker.username, password.get_secret_value() if password else None)
    if broker.is_encrypted:
        client.tls_set_context(_tls_context())
    return client


def call(client: paho.Client, broker: Broker, timeout: float, *, is_five: bool) -> None:
    """Connect, going on with the session that the broker keeps under our name.

    Raises:
        OSError: Nobody there, or nobody whom this machine trusts.
    """
    client.connect_timeout = timeout
    if not is_five:
        client.connect(broker.host, broker.port, KEEP_ALIVE)
        return
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.ReceiveMaximum = WINDOW
    properties.SessionExpiryInterval = NEVER
    client.connect(broker.host, broker.port, KEEP_ALIVE, clean_start=False, properties=properties)


class _ClosingSocket(ssl.SSLSocket):
    """Closes itself when the other side is not who it should be, which paho leaves undone."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def _tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _ClosingSocket
    return context
