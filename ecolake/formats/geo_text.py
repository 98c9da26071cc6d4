"""The text of a Shapefile's table, strictly: GDAL is asked for the bytes, and the declared encoding has to fit them.

Which encoding: the source's `read.encoding` where it is another than the default, else what the file says of itself
(its .cpg, its code page), else UTF-8.
"""

import codecs

import polars as pl

from ecolake.formats.geo_files import LayerFile
from ecolake.formats.text import likely_encoding, wrong_encoding
from ecolake.standards.source import ReadOptions

DEFAULT = "utf-8"
# Of the values that are not ASCII, so many may be spoilt before the encoding is to blame.
SPOILT = 0.5


def decoded(frame: pl.DataFrame, file: LayerFile, read: ReadOptions) -> tuple[pl.DataFrame, pl.Series]:
    """Decode texts that were read as if each byte were a letter.

    Returns:
        The frame with its text and column names, and which rows hold a value that does not decode; such a value has its
        bad bytes replaced.

    Raises:
        UnreadableError: `wrong_encoding`: a column's name, or more than every second value, does not fit.
    """
    encoding = _encoding(file, read)
    names = [_name(name, encoding, file) for name in frame.columns]
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    bad = pl.Series([False] * frame.height, dtype=pl.Boolean)
    columns: list[pl.Series] = []
    values: list[bytes] = []
    for name in texts:
        beyond = frame[name].unique().drop_nulls()
        raw = [
            text.encode("latin-1") for text in beyond.filter(beyond.str.contains(r"[^\x00-\x7F]")).to_list()
        ]
        values += raw
        spelled, spoilt = _table(raw, encoding)
        bad |= frame[name].is_in(spoilt).fill_null(value=False)
        columns.append(frame[name].replace(spelled))
    _refuse_other(values, encoding, file.label)
    frame = frame.with_columns(columns)
    frame.columns = names
    return frame, bad


def _encoding(file: LayerFile, read: ReadOptions) -> str:
    if codecs.lookup(read.encoding).name != DEFAULT:
        return read.encoding
    said = (file.encoding or DEFAULT).lower().removeprefix("ansi ").removeprefix("oem ")
    # GBK and GB 2312 are parts of GB 18030, and writers of the first two use the third.
    if said in {"936", "cp936", "gbk", "gb2312"}:
        return "gb18030"
    try:
        return codecs.lookup(said).name
    except (LookupError, ValueError):
        return DEFAULT


def _table(values: list[bytes], encoding: str) -> tuple[dict[str, str], list[str]]:
    """Return what each text means, and those that do not decode."""
    spelled: dict[str, str] = {}
    spoilt: list[str] = []
    for raw in values:
        given = raw.decode("latin-1")
        try:
            spelled[given] = raw.decode(encoding)
        except UnicodeDecodeError:
            spelled[given] = raw.decode(encoding, "replace")
            spoilt.append(given)
    return spelled, spoilt


def _name(name: str, encoding: str, file: LayerFile) -> str:
    raw = name.encode("latin-1")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong(raw, error.start, encoding, file.label) from error


def _refuse_other(values: list[bytes], encoding: str, label: str) -> None:
    if not values:
        return
    spoilt = [raw for raw in values if not _fits(raw, encoding)]
    sample = b" ".join(values[:2000])
    mistaken = (
        not codecs.lookup(encoding).name.startswith("utf") and likely_encoding(sample, encoding) == DEFAULT
    )
    if len(spoilt) > len(values) * SPOILT or mistaken:
        raise _wrong((spoilt or values)[0], 0, encoding, label, sample)


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wrong(raw: bytes, at: int, encoding: str, label: str, sample: bytes = b"") -> Exception:
    likely = likely_encoding(sample or raw, but_not=encoding)
    return wrong_encoding(label, encoding, offset=at, line=1, byte=raw[at], likely=likely)
