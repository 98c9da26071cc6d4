"""A table of a database, as Parquet: by watermark in batches that each move it on, or whole, as one batch.

All values are text, as a person would read them there; what they mean is the standard's business.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp

from ecolake.connectors import database_faults
from ecolake.connectors.base import Clock, FetchState
from ecolake.connectors.database_parts import Part, write_parts
from ecolake.connectors.database_position import Position, last_position
from ecolake.connectors.database_query import (
    Query,
    Wanted,
    counting_unreachable,
    reading,
    unreachable,
    wanted,
)
from ecolake.connectors.database_session import Session
from ecolake.connectors.database_waiting import Waiting
from ecolake.connectors.patience import LostError, OutOfPatienceError, attempts, given_up
from ecolake.landing import Fetched
from ecolake.standards.source import ReadOptions
from ecolake.standards.transport import DatabaseTransport

log = logging.getLogger(__name__)

# Clocks differ, and a source may write local times.
SOON = timedelta(days=1)


class DatabaseConnector:
    """Reads one table.

    Args:
        options: How patiently, and in what pieces.
        read: Which table, and what orders its rows.
        address: Of the database, without secrets.
        connect: Opens a session.
    """

    def __init__(
        self, options: DatabaseTransport, read: ReadOptions, address: str, connect: Callable[[], Session]
    ) -> None:
        self._options = options
        self._table = read.table or ""
        self._watermark = read.watermark
        self._keys = read.keys
        self._address = address
        self._where = f"{address}#{self._table}"
        self._connect = connect
        self._deadline = 0.0

    def fetch(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Yield what is new.

        With a watermark, each batch is one file of `rows` rows, and the next fetch goes on after its last row. Without, the
        whole table is one batch, of one or more files; the same table again is none. Days wanted are not looked at. A row
        whose watermark lies in the future is taken, and taken again, but the next fetch does not begin after it: one typing
        error would hide all that comes.

        Raises:
            TransportError: `unreachable`, `out_of_time`, `refused_login`, `database_missing`, `unreadable_database`,
                `table_missing`, `column_missing`, `refused_query`, `undecodable_text`, `batch_too_large`, `wrong_option`;
                after all good batches, `rows_out_of_order`.
        """
        self._deadline = time.monotonic() + self._options.budget
        progress = since
        asked = 0
        try:
            for attempt in attempts(self._options.attempts, self._left(), self._again):
                with attempt:
                    asked = attempt.num
                    for batch in self._read(progress, scratch, clock):
                        yield batch
                        # What was yielded is landed, whatever becomes of the connection.
                        progress = FetchState(since.digests, batch[-1].position or progress.position)
        except (LostError, OutOfPatienceError) as error:
            raise given_up(self._where, error, asked, self._left(), self._options.budget) from error

    def _read(self, since: FetchState, scratch: Path, clock: Clock) -> Iterator[list[Fetched]]:
        """Read in one session, to the end."""
        waiting = Waiting(self._connect, self._left, self._options.timeout)
        with waiting as session:
            asked = waiting.call(
                lambda: wanted(session, self._where, self._table, self._watermark, self._keys)
            )
            parts = write_parts(
                waiting.rows(self._query(session, asked, since)),
                Path(mkdtemp(dir=scratch)),
                self._options.rows,
                self._options.max_bytes,
                self._where,
                (clock() + SOON).date(),
            )
            if asked.by_watermark:
                yield from self._increments(parts, asked, since, clock)
                self._tell_unreachable(waiting, session, asked)
            else:
                yield from self._whole(parts, since, clock)

    def _query(self, session: Session, asked: Wanted, since: FetchState) -> Query:
        columns = tuple(column.name for column in asked.order)
        position = last_position(since.position, self._table, columns) if asked.by_watermark else None
        if position is None:
            return reading(session, asked, ())
        if not self._options.overlap:
            return reading(session, asked, position.marks)
        before = session.earlier(position.marks[0], self._options.overlap)
        if before is None:
            raise database_faults.overlap_needs_a_time(self._where, columns[0])
        return reading(session, asked, (before,), overlapping=True)

    def _increments(
        self, parts: Iterator[Part], asked: Wanted, since: FetchState, clock: Clock
    ) -> Iterator[list[Fetched]]:
        columns = tuple(column.name for column in asked.order)
        for part in parts:
            if not _is_known(part.path, since):
                position = Position(self._table, columns, part.marks).text() if part.marks else None
                yield [self._fetched(part, clock, position)]

    def _whole(self, parts: Iterator[Part], since: FetchState, clock: Clock) -> Iterator[list[Fetched]]:
        batch, size = [], 0
        for part in parts:
            size += part.size
            if size > self._options.max_bytes:
                raise database_faults.batch_too_large(self._where, self._options.max_bytes)
            batch.append(part)
        if batch and not all(_is_known(part.path, since) for part in batch):
            yield [self._fetched(part, clock, None) for part in batch]

    def _fetched(self, part: Part, clock: Clock, position: str | None) -> Fetched:
        return Fetched(f"{self._table}-{part.path.name}", part.path, self._where, clock(), position)

    def _tell_unreachable(self, waiting: Waiting, session: Session, asked: Wanted) -> None:
        query = counting_unreachable(session, asked)
        if query is None:
            return
        count = sum(int(batch.column("n")[0].as_py()) for batch in waiting.rows(query))
        if count:
            raise database_faults.rows_out_of_order(
                self._where, count, [column.name for column in unreachable(asked)]
            )

    def _again(self, error: Exception) -> bool:
        if isinstance(error, LostError):
            log.info("%s at %s, asking again", error, self._where)
        return isinstance(error, LostError)

    def _left(self) -> float:
        return self._deadline - time.monotonic()


def _is_known(path: Path, since: FetchState) -> bool:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest() in since.digests
