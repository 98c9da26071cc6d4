"""Our session at an MQTT broker: one topic, over as many connections as it takes, and what of it is not acknowledged yet.

MQTT 5 is spoken, or 3.1.1 to a broker that knows no better. Where messages go is not known here.
"""

import logging
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from ecolake.connectors import http_faults, messages_faults
from ecolake.connectors.messages_client import WINDOW, Broker, build_client, call
from ecolake.connectors.patience import LostError
from ecolake.standards.transport import MessagesTransport

log = logging.getLogger(__name__)

WAIT: Final = 0.2
WAIT_MAX: Final = 10.0
UNSUPPORTED_VERSION: Final = 132
FAILURE: Final = 128


class Session:
    """Hears a topic, over as many connections as it takes and the transport allows.

    Args:
        broker: Whom to call.
        topic: What to hear.
        options: Limits and timeouts.
        take: Called with every message's payload.
    """

    def __init__(
        self, broker: Broker, topic: str, options: MessagesTransport, take: Callable[[bytes], None]
    ) -> None:
        self._broker = broker
        self._topic = topic
        self._options = options
        self._take = take
        self._is_five = True
        self._client: paho.Client | None = None
        self._calls = 0
        self._deadline = time.monotonic() + options.budget
        self._unacknowledged: list[int] = []
        self._answers: dict[str, ReasonCode] = {}
        self._answer_by = 0.0

    def __enter__(self) -> Self:
        """Start the budget's clock; the first `listen` calls the broker."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave; the broker keeps what was not acknowledged."""
        if self._client:
            self._client.disconnect()
            self._client = None

    @property
    def is_full(self) -> bool:
        """Whether nothing more comes before something is acknowledged."""
        return len(self._unacknowledged) >= WINDOW

    @property
    def is_subscribed(self) -> bool:
        """Whether the broker has said so; only then does silence say that there is nothing."""
        return "subscribe" in self._answers

    @property
    def left(self) -> float:
        """Seconds of the budget."""
        return self._deadline - time.monotonic()

    def listen(self, seconds: float) -> None:
        """Wait for something to happen; messages are handed over meanwhile.

        Raises:
            TransportError: `unreachable`, `refused_login` or `refused_topic`.
        """
        try:
            self._turn(self._client or self._call(), seconds)
            self._check_subscription()
        except (LostError, OSError) as error:
            self._lose(error)

    def acknowledge(self) -> None:
        """Tell the broker that all messages handed over so far are safe.

        When the connection is lost meanwhile, those that it has not been told of will come again.
        """
        landed, self._unacknowledged = self._unacknowledged, []
        client = self._client
        try:
            for identifier in landed if client else ():
                if client and client.ack(identifier, 1) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    raise LostError("ConnectionLost")
            while client and client.want_write():
                self._turn(client, min(self._options.timeout, max(self.left, 0.1)))
        except (LostError, OSError) as error:
            log.info("%s: lost before all was acknowledged (%s)", self._broker.shown, error)
            self._client = None
            # What was heard meanwhile comes again, and must not be acknowledged by the numbers that it had here.
            self._unacknowledged.clear()

    def _lose(self, error: Exception) -> None:
        """Forget a connection, and wait before the next; messages that were not acknowledged will come again."""
        self._client = None
        self._unacknowledged.clear()
        kind = str(error) if isinstance(error, LostError) else type(error).__name__
        if self._calls >= self._options.attempts:
            raise http_faults.unreachable(self._broker.shown, kind, self._calls) from error
        wait = min(WAIT * 2 ** (self._calls - 1), WAIT_MAX, max(self.left, 0))
        log.info("%s: %s, calling again in %.1f s", self._broker.shown, kind, wait)
        time.sleep(wait)

    def _call(self) -> paho.Client:
        self._calls += 1
        self._answers.clear()
        client = self._client = build_client(self._broker, is_five=self._is_five)
        client.on_connect = lambda _client, _data, _flags, reason, _properties: self._note("connect", reason)
        client.on_subscribe = lambda _client, _data, _id, reasons, _properties: self._note(
            "subscribe", reasons[0]
        )
        client.on_message = self._hear
        timeout = min(self._options.timeout, max(self.left, 0.1))
        call(client, self._broker, timeout, is_five=self._is_five)
        reason = self._connected(client, timeout)
        if reason.value == UNSUPPORTED_VERSION and self._is_five:
            self._is_five = False
            return self._call()
        if reason.value >= FAILURE:
            raise messages_faults.refused_login(self._broker.shown, str(reason))
        try:
            client.subscribe(self._topic, qos=1)
        except ValueError as error:
            raise messages_faults.refused_topic(self._broker.shown, self._topic, "it is none") from error
        # What was kept for us comes before the answer, and must not pile up while it is waited for.
        self._answer_by = time.monotonic() + timeout
        return client

    def _check_subscription(self) -> None:
        reason = self._answers.get("subscribe")
        if reason is None:
            if time.monotonic() > self._answer_by:
                raise LostError("Timeout")
        elif reason.value >= FAILURE:
            raise messages_faults.refused_topic(self._broker.shown, self._topic, str(reason))

    def _note(self, what: str, reason: ReasonCode) -> None:
        self._answers[what] = reason

    def _hear(self, client: paho.Client, data: Any, message: paho.MQTTMessage) -> None:  # noqa: ARG002
        self._take(bytes(message.payload))
        # Sent without wanting to be acknowledged, which is the publisher's choice, a message has no identifier.
        if message.qos:
            self._unacknowledged.append(message.mid)

    def _connected(self, client: paho.Client, timeout: float) -> ReasonCode:
        """Return the broker's answer to our call."""
        until = time.monotonic() + timeout
        while "connect" not in self._answers:
            left = until - time.monotonic()
            if left <= 0:
                raise LostError("Timeout")
            try:
                self._turn(client, left)
            except LostError:
                # A refusal comes with the end of the connection; the reason is what is wanted.
                if "connect" not in self._answers:
                    raise
        return self._answers["connect"]

    def _turn(self, client: paho.Client, seconds: float) -> None:
        """Let the client read and write once."""
        code = client.loop(max(seconds, 0))
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LostError(code.name.removeprefix("MQTT_ERR_"))
