"""A session of which nothing is waited for longer than agreed. Drivers wait inside C, where no timeout of ours reaches."""

import contextlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TypeVar

import pyarrow as pa

from ecolake.connectors.database_query import Query
from ecolake.connectors.database_session import Session
from ecolake.connectors.patience import LostError, OutOfPatienceError, within

Result = TypeVar("Result")

# Seconds past the timeout that a server has to end a statement by itself, and to say so.
GRACE = 5.0


class Waiting:
    """Opens a session and calls it, each time within the timeout and what is left of the budget.

    Args:
        connect: Opens a session.
        left: Seconds left of the budget.
        timeout: Seconds that connecting, or one statement, may take.
    """

    def __init__(self, connect: Callable[[], Session], left: Callable[[], float], timeout: float) -> None:
        self._connect = connect
        self._left = left
        self._timeout = timeout
        self._session: Session | None = None
        self._abandoned = False

    def __enter__(self) -> Session:
        """Open the session."""
        self._session = self.call(self._connect)
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; one that was left waiting is closed when its call returns."""
        if not self._abandoned:
            self._close()

    def call(self, call: Callable[[], Result]) -> Result:
        """Return what a call returns.

        Raises:
            OutOfPatienceError: The budget is used up.
            LostError: The server does not answer in its time.
        """
        patience = min(self._left(), self._timeout + GRACE)
        try:
            return within(patience, lambda: self._guarded(call), self._abandon)
        except OutOfPatienceError:
            if self._left() <= 0:
                raise
            raise LostError("silence") from None

    def rows(self, query: Query) -> Iterator[pa.RecordBatch]:
        """Yield the answer in pieces."""
        session = self._session
        if session is None:
            return
        pieces = session.rows(query.sql, query.parameters)
        try:
            while (piece := self.call(lambda: next(pieces, None))) is not None:
                yield piece
        finally:
            if not self._abandoned:
                pieces.close()

    def _guarded(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        finally:
            if self._abandoned:
                self._close()

    def _abandon(self) -> None:
        self._abandoned = True

    def _close(self) -> None:
        # A session that broke cannot be closed in good order, and need not be.
        with contextlib.suppress(Exception):
            if self._session:
                self._session.close()
