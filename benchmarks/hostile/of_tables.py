"""Ways to spoil what is typed: Parquet written again with other types, its footer and pages, and the tables of a GeoPackage."""

import contextlib
import io
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from benchmarks.hostile import of_bytes

Way = Callable[[bytes, Random], bytes]

SQLITE = b"SQLite format 3\x00"
# A column of n rows of some kind that nobody agreed on.
COLUMNS: tuple[Callable[[int], pa.Array], ...] = (
    lambda n: pa.array([b"\x00\xff"] * n, pa.binary()),
    lambda n: pa.array([b"1234"] * n, pa.binary(4)),
    lambda n: pa.array([b"x"] * n, pa.large_binary()),
    lambda n: pa.array([timedelta(hours=30)] * n, pa.duration("us")),
    lambda n: pa.array([["a", None, "中"]] * n, pa.list_(pa.string())),
    lambda n: pa.array([[1.5]] * n, pa.list_(pa.float64())),
    lambda n: pa.array([[[1]]] * n, pa.list_(pa.list_(pa.int64()))),
    lambda n: pa.array([[1, 2]] * n, pa.list_(pa.int8(), 2)),
    lambda n: pa.array([{"a": 1, "b": {"c": [b"\xff"]}}] * n),
    lambda n: pa.array([[("k", 1)]] * n, pa.map_(pa.string(), pa.int64())),
    lambda n: pa.array(["x"] * n).dictionary_encode(),
    lambda n: pa.array([float("nan"), float("inf"), -0.0, 5e-324] * n, pa.float64())[:n],
    lambda n: pa.array([1.7e308] * n, pa.float64()),
    lambda n: pa.array([float("inf")] * n, pa.float32()),
    lambda n: pa.array([None] * n, pa.null()),
    lambda n: pa.array([2**63 - 1, -(2**63)] * n, pa.int64())[:n],
    lambda n: pa.array([2**64 - 1] * n, pa.uint64()),
    lambda n: pa.array([True, None] * n, pa.bool_())[:n],
    lambda n: pa.array([2**31 - 1] * n, pa.int32()).cast(pa.date32()),
    lambda n: pa.array([-(2**31)] * n, pa.int32()).cast(pa.date32()),
    lambda n: pa.array([2**63 - 1] * n, pa.int64()).cast(pa.timestamp("s")),
    lambda n: pa.array([2**62] * n, pa.int64()).cast(pa.timestamp("ns", "Asia/Shanghai")),
    lambda n: pa.array([-(2**63)] * n, pa.int64()).cast(pa.timestamp("us", "UTC")),
    lambda n: pa.array([0] * n, pa.int64()).cast(pa.timestamp("ms", "+08:00")),
    lambda n: pa.array([0] * n, pa.int64()).cast(pa.timestamp("us", "Mars/Olympus")),
    lambda n: pa.array([86_399_999_999] * n, pa.int64()).cast(pa.time64("us")),
    lambda n: pa.array([-5] * n, pa.int32()).cast(pa.time32("ms")),
    lambda n: pa.array(["99999999999999999999999999999999999999"] * n).cast(pa.decimal128(38, 0)),
    lambda n: pa.array(["1.5"] * n).cast(pa.decimal256(76, 10)),
    lambda n: pa.array(["0"] * n).cast(pa.decimal128(5, 2)),
    lambda n: pa.array(["\x00", "=1+1", "\u202e", "中" * 9000] * n)[:n],
    lambda n: pa.array(["0001-01-01T00:00:00", "2026-02-30", "1e5"] * n)[:n],
)  # fmt: skip
STATEMENTS = (
    "UPDATE {t} SET geom = x'00'", "UPDATE {t} SET geom = zeroblob(70000)", "UPDATE {t} SET geom = NULL", "UPDATE {t} SET geom = 'text'",
    "UPDATE gpkg_contents SET srs_id = 99999", "UPDATE gpkg_geometry_columns SET srs_id = -1", "UPDATE gpkg_contents SET data_type = 'tiles'",
    "UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVE'", "UPDATE gpkg_geometry_columns SET column_name = 'nothing'",
    "DELETE FROM gpkg_spatial_ref_sys", "DELETE FROM gpkg_contents", "DELETE FROM gpkg_geometry_columns", "DELETE FROM {t}",
    "UPDATE gpkg_spatial_ref_sys SET definition = 'PROJCS[' || hex(zeroblob(3000))", "UPDATE gpkg_contents SET table_name = 'a''b\"c'",
    "CREATE VIEW v AS SELECT 1", "CREATE TRIGGER r AFTER INSERT ON {t} BEGIN SELECT 1; END", "ALTER TABLE {t} ADD COLUMN x BLOB DEFAULT x'ff'",
    "ALTER TABLE {t} ADD COLUMN y DATETIME DEFAULT '99999-99-99'", "ALTER TABLE {t} ADD COLUMN z BOOLEAN DEFAULT 'maybe'",
    "ALTER TABLE {t} ADD COLUMN w DATE DEFAULT 'yesterday'", "ALTER TABLE {t} ADD COLUMN v INTEGER DEFAULT 'a lot'",
    "ALTER TABLE {t} ADD COLUMN u REAL DEFAULT 9e999", "ALTER TABLE {t} ADD COLUMN s TEXT DEFAULT x'fffe'", "UPDATE {t} SET fid = -fid",
    "UPDATE {t} SET geom = geom || geom", "UPDATE {t} SET geom = substr(geom, 1, 20)", "PRAGMA user_version = 99999", "PRAGMA encoding = 'UTF-16'",
)  # fmt: skip


def column_retyped(data: bytes, rng: Random) -> bytes:
    """Put columns of kinds that nobody agreed on in the place of one to three."""
    table = _parquet(data)
    if table is None or not table.num_columns:
        return of_bytes.flipped(data, rng)
    for _ in range(rng.choice((1, 1, 3))):
        at = rng.randrange(table.num_columns)
        odd = rng.choice(COLUMNS)(table.num_rows)
        table = table.set_column(at, table.column_names[at], odd)
    return _written(table, rng)


def columns_odd(data: bytes, rng: Random) -> bytes:
    """Repeat, rename, drop or add columns and rows."""
    table = _parquet(data)
    if table is None or not table.num_columns:
        return of_bytes.flipped(data, rng)
    name = rng.choice(table.column_names)
    kind = rng.randrange(7)
    if kind == 0:
        table = table.append_column(name, table.column(name))
    elif kind == 1:
        table = table.rename_columns(
            [
                rng.choice(("", "_row", "_raw.x", "\x00", "a" * 70_000, "x", "_batch", "中"))
                if n == name
                else n
                for n in table.column_names
            ]
        )
    elif kind == 2:
        table = table.drop_columns([name])
    elif kind == 3:
        for number in range(2100):
            table = table.append_column(f"c{number}", pa.nulls(table.num_rows))
    elif kind == 4:
        table = table.slice(0, 0)
    elif kind == 5:
        table = pa.concat_tables([table] * 3000)
    else:
        table = table.select([])
    return _written(table, rng)


def rows_without_bytes(data: bytes, rng: Random) -> bytes:
    """Hold very many rows in next to no bytes."""
    table = _parquet(data)
    if table is None or not table.num_rows or not table.num_columns:
        return of_bytes.flipped(data, rng)
    many = table.slice(0, 1).take(pa.array([0] * rng.choice((30_000, 200_000)), pa.int32()))
    return _written(many, rng)


def footer(data: bytes, rng: Random) -> bytes:
    """Spoil what the file says of itself, its length right."""
    if len(data) < 12:
        return of_bytes.flipped(data, rng)
    (size,) = struct.unpack("<I", data[-8:-4])
    if not 0 < size <= len(data) - 12:
        return of_bytes.flipped(data, rng)
    begin = len(data) - 8 - size
    way = rng.choice((of_bytes.flipped, of_bytes.number, of_bytes.replaced, of_bytes.gap, of_bytes.repeated))
    spoilt = way(data[begin:-8], rng)
    return data[:begin] + spoilt + struct.pack("<I", len(spoilt)) + b"PAR1"


def pages(data: bytes, rng: Random) -> bytes:
    """Spoil the pages, the footer left whole."""
    if len(data) < 12:
        return of_bytes.flipped(data, rng)
    (size,) = struct.unpack("<I", data[-8:-4])
    end = max(len(data) - 8 - size, 5)
    out = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        out[rng.randrange(4, end)] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
    return bytes(out)


def statement(data: bytes, rng: Random) -> bytes:
    """Change a GeoPackage by SQL, so that the database is good and what it holds is not."""

    def change(database: sqlite3.Connection) -> None:
        for _ in range(rng.randint(1, 3)):
            row = database.execute("SELECT table_name FROM gpkg_contents").fetchone()
            with contextlib.suppress(sqlite3.Error):
                database.execute(rng.choice(STATEMENTS).format(t=f'"{row[0]}"' if row else "x"))

    return _changed(data, rng, change)


def cells(data: bytes, rng: Random) -> bytes:
    """Put values of other kinds into the cells of a GeoPackage, which holds nobody to a column's type."""

    def change(database: sqlite3.Connection) -> None:
        row = database.execute("SELECT table_name FROM gpkg_contents").fetchone()
        columns = [one[1] for one in database.execute(f'PRAGMA table_info("{row[0]}")')]
        for _ in range(rng.randint(1, 4)):
            value = rng.choice(
                (
                    None,
                    2**63 - 1,
                    float("inf"),
                    "x" * 70_000,
                    b"\xff\x00",
                    "\x00",
                    "9" * 400,
                    rng.randbytes(60),
                )
            )
            with contextlib.suppress(sqlite3.Error):
                database.execute(f'UPDATE "{row[0]}" SET "{rng.choice(columns)}" = ?', (value,))  # noqa: S608  spoiling is meant

    return _changed(data, rng, change)


def _changed(data: bytes, rng: Random, change: Callable[[sqlite3.Connection], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(data)
        try:
            with contextlib.closing(sqlite3.connect(path)) as database:
                change(database)
                database.commit()
        except (sqlite3.Error, TypeError, UnicodeDecodeError):
            return of_bytes.flipped(data, rng)
        return path.read_bytes()


def _parquet(data: bytes) -> pa.Table | None:
    try:
        return parquet.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        return None


def _written(table: pa.Table, rng: Random) -> bytes:
    out = io.BytesIO()
    options: dict[str, Any] = {
        "compression": rng.choice(("zstd", "snappy", "gzip", "brotli", "lz4", "none")),
        "row_group_size": rng.choice((1000, 1 << 20)),
        "data_page_version": rng.choice(("1.0", "2.0")),
        "use_dictionary": rng.random() < 0.7,
    }
    try:
        parquet.write_table(table, out, **options)
    except (pa.ArrowException, OSError, ValueError):
        parquet.write_table(table.select([]), out)
    return out.getvalue()


PARQUET_WAYS: Mapping[str, Way] = {
    way.__name__: way for way in (column_retyped, columns_odd, rows_without_bytes, footer, pages)
}
PACKAGE_WAYS: Mapping[str, Way] = {way.__name__: way for way in (statement, cells)}
