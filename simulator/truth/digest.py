"""A name for a row that survives its file format: scoring reads a landed file and finds the row that the truth speaks of.

The digest is over the mapped columns of the row, in the order of their names, as text. Readers may give a number typed, drop
zeros at its end, or fold white space; the text is brought to one form first. Lists and shapes are left out: they
are written in too many ways, and the key tells rows apart.
"""

from collections.abc import Iterable
from hashlib import blake2b

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.departments.disguise import mapping_of

BYTES = 8
_SHAPES = frozenset({"geometry_wkt"})
_BETWEEN = "\x1f"


def columns_of(dataset: Dataset) -> list[str]:
    """Return the source columns that a digest is made of."""
    return sorted(
        column
        for column, name in mapping_of(dataset).map.items()
        if dataset.items[name].element is not None and dataset.items[name].element_name not in _SHAPES
    )


def digests(frame: pl.DataFrame, columns: Iterable[str]) -> pl.Series:
    """Return the digest of each row, 16 hexadecimal digits.

    Args:
        frame: A source table, text or typed.
        columns: What of it counts; a column that is not there counts as empty.
    """
    parts = [_canonical(frame, column) for column in columns]
    if not parts or not frame.height:
        return pl.Series("digest", [], dtype=pl.String)
    joined = frame.select(pl.concat_str(parts, separator=_BETWEEN).alias("joined")).to_series()
    # A call a row, 0.6 us each: polars' own hashes may change with its version.
    names = [blake2b(text.encode(), digest_size=BYTES).hexdigest() for text in joined.to_list()]
    return pl.Series("digest", names, dtype=pl.String)


def _canonical(frame: pl.DataFrame, column: str) -> pl.Expr:
    if column not in frame.columns:
        return pl.lit("")
    # By position: a source's own name may look like a pattern to polars.
    value = pl.nth(frame.columns.index(column))
    kind = frame.schema[column]
    text = _digits(value) if kind in (pl.Float32, pl.Float64) else value.cast(pl.String)
    text = text.fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()
    number = text.str.contains(r"^-?\d+\.\d+$")
    short = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(number).then(short).otherwise(text)


def _digits(number: pl.Expr) -> pl.Expr:
    """A binary number as the decimal that it was written for: fifteen digits are all that a double carries."""
    text = number.round_sig_figs(15).cast(pl.String)
    # No exponents: 1e16 and 0.0000001 are written in full.
    full = text.cast(pl.Decimal(38, 12), strict=False).cast(pl.String)
    return pl.when(text.str.contains("e", literal=True)).then(full).otherwise(text)
