"""A PostgreSQL database, in a session that can only read, and by a cursor, so that a long table is never here whole."""

import re
from collections.abc import Generator, Sequence
from typing import Any

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as postgresql
import pyarrow as pa
from pydantic import SecretStr

from ecolake.connectors import database_faults, file_faults, http_faults
from ecolake.connectors.database_position import earlier_text
from ecolake.connectors.database_session import CHUNK, Column, of, quoted
from ecolake.connectors.patience import LostError
from ecolake.errors import TransportError

# Text in one form, whatever the server's own settings.
SETTINGS = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "repeatable\\ read",
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
}
COLUMNS = """
SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS kind, b.typname::text AS base,
       b.typcategory::text AS category, a.attnotnull::text AS required
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
WHERE a.attrelid = to_regclass($1)::oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
AS_TEXT = {
    # Through text, which has the fewest digits that say the same number, and to numeric, which has no exponent.
    "float4": "CASE WHEN abs({c}) = 'Infinity' THEN {c}::text ELSE {c}::text::numeric::text END",
    "float8": "CASE WHEN abs({c}) = 'Infinity' THEN {c}::text ELSE {c}::text::numeric::text END",
    # JSON writes the offset with minutes, as ISO 8601 wants it.
    "timestamptz": "to_json({c}) #>> '{{}}'",
    "bytea": "encode({c}, 'hex')",
}
NESTED = frozenset({"A", "C"})
LOGIN = ("28000", "28P01")
REFUSED_LOGIN = ("authentication failed", "no password supplied", "pg_hba.conf", "role ", "认证失败", "角色")
NO_DATABASE = ('database "', "数据库 ")
# Classes of SQLSTATE that a later attempt may not meet: connection, resources, the operator stops the server.
PASSING = ("08", "53", "57", "58", "40")
CANCELLED = "57014"
# What the driver sets before the server's words, our query among it.
OURS = re.compile(
    r"^.*?\[libpq\] (?:Failed to execute query '.*': |Failed to connect: |.*?: )?(?:ERROR: +)?", re.DOTALL
)


class PostgresqlSession:
    """See `Session`.

    Args:
        where: The address, for people.
        parameters: Of libpq: host, port, dbname, user, sslmode and the like.
        password: Of the user.
        timeout: Seconds that connecting may take, and that one statement may run.
    """

    def __init__(
        self, where: str, parameters: dict[str, str], password: SecretStr | None, timeout: float
    ) -> None:
        self._where = where
        self._timeout = timeout
        self._password = password
        try:
            self._connection = postgresql.connect(self._conninfo(parameters))
        except (adbc_driver_manager.Error, OSError) as error:
            raise self._fault(error) from None

    def columns(self, table: str) -> list[Column]:
        """See `Session.columns`."""
        answer = self._ask(COLUMNS, [self.relation(table)]).to_pylist()
        if not answer:
            raise database_faults.table_missing(self._where, table)
        return [Column(**{**row, "required": row["required"] == "true"}) for row in answer]

    def relation(self, table: str) -> str:
        """See `Session.relation`; a dot sets the schema apart."""
        return ".".join(quoted(part) for part in table.split(".", 1))

    def as_text(self, column: Column) -> str:
        """See `Session.as_text`."""
        if column.category in NESTED:
            return f"to_json({of(column)})::text"
        return AS_TEXT.get(column.base, "{c}::text").format(c=of(column))

    def as_mark(self, column: Column) -> str:
        """See `Session.as_mark`."""
        return f"{of(column)}::text"

    def placeholder(self, number: int, column: Column | None) -> str:
        """See `Session.placeholder`; the type's name is the server's own, quoted where it needs to be."""
        return f"CAST(${number} AS {column.kind if column else 'text'})"

    def marked(self, mark: str) -> Any:
        """See `Session.marked`."""
        return mark

    def earlier(self, mark: str, seconds: float) -> str | None:
        """See `Session.earlier`."""
        return earlier_text(mark, seconds)

    def rows(self, sql: str, parameters: Sequence[Any]) -> Generator[pa.RecordBatch, None, None]:
        """See `Session.rows`. Each piece is a statement of its own, which the timeout is for."""
        try:
            self._run(f"DECLARE piece NO SCROLL CURSOR FOR {sql}", parameters)
            while (found := self._ask(f"FETCH {CHUNK} FROM piece")).num_rows:
                yield from found.to_batches()
            self._connection.rollback()
        except (adbc_driver_manager.Error, OSError) as error:
            raise self._fault(error) from None

    def close(self) -> None:
        """See `Session.close`."""
        self._connection.close()

    def _ask(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        try:
            with self._connection.cursor() as cursor:
                # COPY, the driver's own way, knows neither parameters nor FETCH.
                cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
                cursor.execute(sql, tuple(parameters) or None)
                return cursor.fetch_arrow_table()
        except (adbc_driver_manager.Error, OSError) as error:
            raise self._fault(error) from None

    def _run(self, sql: str, parameters: Sequence[Any]) -> None:
        with self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
            cursor.execute(sql, tuple(parameters) or None)

    def _conninfo(self, parameters: dict[str, str]) -> str:
        settings = SETTINGS | {"statement_timeout": str(max(1, int(self._timeout * 1000)))}
        seconds = str(max(2, round(self._timeout)))
        given = {
            **parameters,
            "application_name": "ecolake",
            "client_encoding": "UTF8",
            "connect_timeout": seconds,
            # A server that is gone without a word is noticed by the system.
            "tcp_user_timeout": str(int(self._timeout * 1000)),
            "keepalives_idle": seconds,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        }
        if self._password:
            given["password"] = self._password.get_secret_value()
        return " ".join(f"{name}='{_escaped(value)}'" for name, value in given.items())

    def _fault(self, error: Exception) -> TransportError | LostError:
        state = getattr(error, "sqlstate", None) or ""
        said = self._said(error)
        if state == CANCELLED:
            return http_faults.out_of_time(self._where, self._timeout)
        if state in LOGIN or (not state and any(word in said for word in REFUSED_LOGIN)):
            return file_faults.refused_login(self._where)
        if not state and any(word in said for word in NO_DATABASE):
            return database_faults.database_missing(self._where)
        if not state or state.startswith(PASSING):
            return LostError(said)
        return database_faults.refused_query(self._where, said)

    def _said(self, error: Exception) -> str:
        """Return the server's own words, in one line, without our query and without the password."""
        words = OURS.sub("", str(error).partition("SQLSTATE")[0], count=1)
        line = " ".join(words.split()).rstrip(". ")[:300]
        return line.replace(self._password.get_secret_value(), "***") if self._password else line


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
