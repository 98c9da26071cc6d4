"""The way in: unwrap one landed file and hand it to the reader of its format."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ecolake.formats.archive import PlainFile, unwrap
from ecolake.formats.csv import read_csv, read_header
from ecolake.formats.excel import read_excel
from ecolake.formats.excel_guard import open_workbook
from ecolake.formats.fixed import read_fixed
from ecolake.formats.geo import read_geo
from ecolake.formats.geo_files import open_layer
from ecolake.formats.geojson import read_geojson
from ecolake.formats.hj212 import read_hj212
from ecolake.formats.html import read_html
from ecolake.formats.json import read_json
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits
from ecolake.formats.ndjson import read_ndjson
from ecolake.formats.parquet import read_parquet
from ecolake.formats.table import Table, unique_names
from ecolake.formats.xml import read_xml
from ecolake.hj212.faults import HIDDEN, PW_FIELD
from ecolake.standards.source import Format, ReadOptions

# Naming the columns of a document means parsing it whole; past this size the fingerprint is not worth it.
FINGERPRINTED = 64 * MIB
NAMED = ("csv", "excel", "fixed", "geojson", "html", "json", "ndjson", "xml")

# The formats that are read whole: documents, whose size has a bound of its own.
DOCUMENTS: Mapping[Format, Callable[[PlainFile, ReadOptions, Limits], Table]] = {
    "geojson": read_geojson,
    "html": read_html,
    "json": read_json,
    "xml": read_xml,
}


def read_parts(
    path: Path, read: ReadOptions, scratch: Path, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Table]:
    """Read one landed file part by part, so that its size costs no memory.

    The columns of a later part are those of the one before it, and perhaps more. A file that turns out unreadable after
    some parts is unreadable as a whole: what it gave before is void.

    Args:
        path: The file as received: plain, zip or gzip, recognised by its bytes.
        read: How the source writes it.
        scratch: Existing folder for temporary files; nothing is left in it.
        limits: How much the file may cost.

    Yields:
        All records of the file in their order, as rows of text or as malformed; at least one part.

    Raises:
        UnreadableError: The file as a whole cannot be read; the code says why.
    """
    with TemporaryDirectory(dir=scratch) as own:
        if read.format == "excel":
            yield read_excel(open_workbook(path, read.member, Path(own), limits), read, limits)
        elif read.format == "geo":
            yield read_geo(open_layer(path, read, Path(own), limits), read, limits)
        else:
            yield from _read(unwrap(path, read.member, Path(own), limits), read, Path(own), limits)


def read_table(path: Path, read: ReadOptions, scratch: Path, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read one landed file whole; arguments and errors as in `read_parts`."""
    parts = list(read_parts(path, read, scratch, limits))
    frame = pl.concat([part.frame for part in parts], how="diagonal_relaxed")
    columns = parts[-1].columns
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    frame = frame.with_columns(absent)[[*columns, "_row"]]
    return Table(columns, frame, pl.concat([part.malformed for part in parts]))


def _read(plain: PlainFile, read: ReadOptions, scratch: Path, limits: Limits) -> Iterator[Table]:
    match read.format:
        case "csv":
            yield from read_csv(plain, read, scratch, limits)
        case "fixed":
            yield from read_fixed(plain, read, limits)
        case "ndjson":
            yield from read_ndjson(plain, read, limits)
        case "parquet":
            yield from read_parquet(plain, limits)
        case "hj212":
            yield from map(_frames, read_hj212(plain.path))
        case _:
            yield DOCUMENTS[read.format](plain, read, limits)


def _frames(part: tuple[pl.DataFrame, pl.DataFrame]) -> Table:
    """Frames come decoded: their columns are the items of the standard already."""
    frames, malformed = part
    frames = frames.with_columns(pl.col("deviations").list.join(" ").replace("", None))
    # A rejected frame is kept as received but for the device's access password, which is nobody's business downstream.
    malformed = malformed.with_columns(pl.col("payload").str.replace_all(PW_FIELD, f"${{1}}{HIDDEN}"))
    return Table([column for column in frames.columns if column != "_row"], frames, malformed)


def fingerprint_columns(path: Path, read: ReadOptions, scratch: Path) -> list[str] | None:
    """Return the column names of a file for its manifest, or None where they cannot be had cheaply."""
    if read.format not in NAMED or path.stat().st_size > FINGERPRINTED:
        return None
    if read.format == "fixed":
        return unique_names(list(read.widths))
    try:
        if read.format != "csv":
            return read_table(path, read, scratch).columns
        with TemporaryDirectory(dir=scratch) as own:
            return read_header(unwrap(path, read.member, Path(own)), read)
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001  landing must go on; reading says what is wrong
        return None
