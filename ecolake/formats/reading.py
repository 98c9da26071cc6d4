"""The way in: unwrap one landed file and hand it to the reader of its format."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ecolake.formats.archive import PlainFile, unwrap
from ecolake.formats.csv import read_csv, read_header
from ecolake.formats.geojson import read_geojson
from ecolake.formats.hj212 import read_hj212
from ecolake.formats.json import read_json
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits
from ecolake.formats.table import Table
from ecolake.standards.source import ReadOptions

# Naming the columns of a document means parsing it whole; past this size the fingerprint is not worth it.
FINGERPRINTED = 64 * MIB


def read_table(path: Path, read: ReadOptions, scratch: Path, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read one landed file.

    Args:
        path: The file as received: plain, zip or gzip, recognised by its bytes.
        read: How the source writes it.
        scratch: Existing folder for temporary files; nothing is left in it.
        limits: How much the file may cost.

    Returns:
        All records of the file, as rows of text or as malformed.

    Raises:
        UnreadableError: The file as a whole cannot be read; the code says why.
    """
    with TemporaryDirectory(dir=scratch) as own:
        plain = unwrap(path, read.member, Path(own), limits)
        return _read(plain, read, Path(own), limits)


def _read(plain: PlainFile, read: ReadOptions, scratch: Path, limits: Limits) -> Table:
    match read.format:
        case "csv":
            return read_csv(plain, read, scratch, limits)
        case "json":
            return read_json(plain, read, limits)
        case "geojson":
            return read_geojson(plain, read, limits)
        case "hj212":
            return _read_frames(plain)


def _read_frames(plain: PlainFile) -> Table:
    """Frames come decoded: their columns are the items of the standard already."""
    frames, malformed = read_hj212(plain.path)
    frames = frames.with_columns(pl.col("deviations").list.join(" ").replace("", None))
    # A rejected frame is kept as received but for the device's access password, which is nobody's business downstream.
    malformed = malformed.with_columns(pl.col("payload").str.replace_all(r"(?i)PW\s*=[^;,&]*", "PW=***"))
    return Table([column for column in frames.columns if column != "_row"], frames, malformed)


def fingerprint_columns(path: Path, read: ReadOptions, scratch: Path) -> list[str] | None:
    """Return the column names of a file for its manifest, or None where they cannot be had cheaply."""
    if read.format not in ("csv", "json", "geojson") or path.stat().st_size > FINGERPRINTED:
        return None
    try:
        if read.format != "csv":
            return read_table(path, read, scratch).columns
        with TemporaryDirectory(dir=scratch) as own:
            return read_header(unwrap(path, read.member, Path(own)), read)
    except Exception:  # noqa: BLE001 - landing must go on whatever a file holds; reading it says what is wrong
        return None
