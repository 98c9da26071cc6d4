"""How long, and how often, a connector waits for a library that may never return.

A timeout of a library ends silence; it does not end a server that sends a byte now and then. So what may block runs on a
thread of its own, which is left behind when its time is up.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TypeVar

import stamina

from ecolake.connectors import http_faults
from ecolake.errors import TransportError

Result = TypeVar("Result")

WAIT = 0.1
WAIT_MAX = 30.0


class LostError(Exception):
    """The connection broke, or the source was busy: another attempt may succeed. The text says what ended it."""


class OutOfPatienceError(Exception):
    """A call did not return in its time."""


def within(seconds: float, call: Callable[[], Result], give_up: Callable[[], None]) -> Result:
    """Return what a call returns, unless it takes longer.

    Args:
        seconds: How long to wait.
        call: What may block.
        give_up: Called when the time is up, to shut what the call is waiting for. It must not block.

    Raises:
        OutOfPatienceError: The time is up; the call goes on, on its own thread, until it fails.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again, where it is waited for
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return outcome.result(timeout=max(seconds, 0))
    except TimeoutError:
        if outcome.done():
            # It was the call's own, or came as the time was up.
            return outcome.result()
        give_up()
        raise OutOfPatienceError from None


def attempts(times: int, left: float, again: Callable[[Exception], bool]) -> Iterator[stamina.Attempt]:
    """Yield attempts, with growing waits between them.

    Args:
        times: At most.
        left: Seconds that remain of the fetch's budget.
        again: Whether another attempt may succeed after this error.
    """
    return iter(
        stamina.retry_context(
            on=again,
            attempts=times,
            timeout=max(left, 0.001),
            wait_initial=WAIT,
            wait_max=WAIT_MAX,
            wait_jitter=WAIT,
        )
    )


def given_up(where: str, error: Exception, times: int, left: float, budget: float) -> TransportError:
    """Return the error for a source that did not answer: in its attempts, or in its time."""
    if left <= 0 or isinstance(error, OutOfPatienceError):
        return http_faults.out_of_time(where, budget)
    return http_faults.unreachable(where, str(error) or type(error).__name__, times)
