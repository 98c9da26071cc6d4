"""Dagster's event log in SQLite, written many events at a time.

Dagster opens the database two or three times for each event and commits each time, which takes longer than most steps; a run
over hundreds of datasets has thousands. Here they wait, for a second at most while events go on, and are written in one
transaction. Whatever this process reads of the log is written first; a run's own end is written at once. A process that is
killed leaves a record that ends up to a second early, and no wrong one.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dagster import EventLogEntry
from dagster._core.storage.event_log.sqlite import ConsolidatedSqliteEventLogStorage
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import OperationalError

# An event that comes later than this after the last writing has all of them written.
SECONDS = 1.0
MOST = 500
# How long a writer waits for another, as in Dagster's own log.
BUSY_SECONDS = 30
# What stands for the columns by which assets are found, among those known to be there.
_INDEX = "*"


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The consolidated event log, whose writing is put off a little."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._waiting: list[EventLogEntry] = []
        self._written = time.monotonic()
        self._turn = threading.RLock()
        self._open = threading.local()
        self._columns: dict[str, bool] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> "EventLog":
        """Make one as `dagster.yaml` says."""
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: EventLogEntry) -> None:
        """Keep one event; that of a run as a whole is written at once, with those before it."""
        with self._turn:
            self._waiting.append(event)
            is_of_run = event.dagster_event is not None and event.dagster_event.is_job_event
            if is_of_run or len(self._waiting) >= MOST or time.monotonic() - self._written > SECONDS:
                self.write()

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Keep several events."""
        for event in events:
            self.store_event(event)

    def write(self) -> None:
        """Write what waits, in one transaction; where that fails, each alone, so that one event takes no other with it.

        Raises:
            Exception: What Dagster's own log would raise. While the database cannot be written, all events go on waiting.
        """
        with self._turn:
            waiting, self._waiting = self._waiting, []
            self._written = time.monotonic()
            if not waiting:
                return
            try:
                self._store(waiting)
            except OperationalError:
                self._waiting = waiting
                raise
            except Exception:  # noqa: BLE001  raised in the end, once the others are safe
                self._store_each(waiting)

    def _store_each(self, waiting: Sequence[EventLogEntry]) -> None:
        """Write each by itself, and raise the fault of the first that cannot be."""
        faults = []
        for place, event in enumerate(waiting):
            try:
                self._store([event])
            except OperationalError:
                self._waiting = list(waiting[place:])
                raise
            except Exception as fault:  # noqa: BLE001  raised below, once the others are safe
                faults.append(fault)
        if faults:
            raise faults[0]

    def _store(self, events: Sequence[EventLogEntry]) -> None:
        with self._engine.begin() as connection:
            self._open.connection = connection
            try:
                for event in events:
                    super().store_event(event)
            finally:
                self._open.connection = None

    def has_asset_key_col(self, column_name: str) -> bool:
        """Whether the table of assets has a column; Dagster asks at every look at an asset, and its tables stay as they are."""
        if column_name not in self._columns:
            self._columns[column_name] = super().has_asset_key_col(column_name)
        return self._columns[column_name]

    def _has_asset_key_index_cols_on_connection(self, conn: Any) -> bool:
        if _INDEX not in self._columns:
            self._columns[_INDEX] = super()._has_asset_key_index_cols_on_connection(conn)
        return self._columns[_INDEX]

    def dispose(self) -> None:
        """Write the rest."""
        self.write()
        super().dispose()  # type: ignore[no-untyped-call]

    @contextmanager
    def _connect(self) -> Iterator[Any]:
        """Give the transaction that is open in this thread, or a new one that sees all events."""
        within = getattr(self._open, "connection", None)
        if within is not None:
            yield within
            return
        self.write()
        with self._engine.begin() as connection:
            yield connection

    @cached_property
    def _engine(self) -> Engine:
        """Dagster makes one for each look, and each asks the database first what it can do, which takes longer than the look."""
        return create_engine(self._conn_string, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
