"""The way out: a table in the source's words to the bytes of one file."""

import io
from collections.abc import Callable
from pathlib import PurePosixPath

import polars as pl

from ecolake.standards.source import ReadOptions
from simulator.departments.disguise import Said
from simulator.departments.writers import markup, packing, records, separated
from simulator.departments.writers.style import Style
from simulator.departments.writers.workbook import workbook


def write(held: pl.DataFrame, said: Said, read: ReadOptions, name: str, style: Style) -> bytes:
    """Return the bytes of a file.

    Args:
        held: The table as the format holds it (`typed.as_held`).
        said: The same in words, for what its texts are.
        read: How the file will be read.
        name: Its name, which says whether it is packed, and how.
        style: The rest.
    """
    if read.format == "geo":
        return _map(held, said, read, name, style)
    content = _plain(held, said, read, style)
    if name.endswith(".gz"):
        return packing.gzipped(content)
    if name.endswith(".zip"):
        member = PurePosixPath(name).stem + (PurePosixPath(read.member).suffix or f".{read.format}")
        return packing.zipped({member: content}, style.stamp)
    return content


def _plain(held: pl.DataFrame, said: Said, read: ReadOptions, style: Style) -> bytes:
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: separated.separated(held, read, bom=style.bom, title=style.title),
        "fixed": lambda: separated.fixed(held, read),
        "json": lambda: records.document(records.lines(held, said), read),
        "ndjson": lambda: records.ndjson(records.lines(held, said), read),
        "geojson": lambda: records.features(held, said),
        "xml": lambda: markup.xml(held, read),
        "parquet": lambda: _parquet(held),
        "excel": lambda: workbook(held, said, read, style),
    }
    if read.format not in writers:
        raise ValueError(f"no department writes {read.format} into one file")
    return writers[read.format]()


def _parquet(held: pl.DataFrame) -> bytes:
    packed = io.BytesIO()
    held.write_parquet(packed, compression="zstd", statistics=False)
    return packed.getvalue()


def _map(held: pl.DataFrame, said: Said, read: ReadOptions, name: str, style: Style) -> bytes:
    from simulator.departments.writers import maps

    layer = PurePosixPath(name).stem
    form = maps.shapefile if name.endswith(".zip") else maps.geopackage
    return form(held, said, read, layer, style.stamp)
