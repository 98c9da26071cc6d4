"""From a received file to one layer that GDAL may open: in the scratch folder, under a name of ours, looked at first.

GDAL chooses a driver by name and content, and some drivers open whatever else a file names. So nothing reaches it but a
GeoPackage of plain tables, as `layer.gpkg`, or the parts of one Shapefile, as `layer.shp` and its kin.
"""

import re
import shutil
import sqlite3
import struct
import zipfile
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import numpy as np

from ecolake.formats import archive_faults, geo_faults
from ecolake.formats.archive import ZIP_MAGIC, PlainFile, checked_entries, extract, opened_zip, unwrap
from ecolake.formats.limits import Limits
from ecolake.standards.source import ReadOptions

SQLITE_MAGIC = b"SQLite format 3\x00"
GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
SHAPE_PARTS = (".shp", ".shx", ".dbf")
SHAPE_NOTES = (".prj", ".cpg")
SHAPE_CODE = 9994
_HEADER = 100
_RTREE = re.compile(r"CREATE\s+VIRTUAL\s+TABLE\s+\S+\s+USING\s+rtree\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class LayerFile:
    """One layer, ready to be opened.

    Attributes:
        path: A file of ours.
        label: The name by which a person knows it.
        driver: GDAL's name of the format.
        layer: The layer's name in the file.
        encoding: What a Shapefile says of its own text, else None.
        has_crs: Whether the file says what its coordinates refer to.
    """

    path: Path
    label: str
    driver: str
    layer: str
    encoding: str | None = None
    has_crs: bool = True

    @property
    def encoding_matters(self) -> bool:
        """Whether its text is in an encoding of its own; a GeoPackage is UTF-8."""
        return self.driver == "ESRI Shapefile"


def open_layer(path: Path, read: ReadOptions, scratch: Path, limits: Limits) -> LayerFile:
    """Find the layer to be read.

    Raises:
        UnreadableError: As `archive.unwrap`; `wrong_shape`, `missing_layer`, `ambiguous_layer`, `damaged_layer` or
            `unsafe_database`.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(ZIP_MAGIC):
        with opened_zip(path) as archive:
            entries = checked_entries(archive, path.name, limits)
            shapes = [e for e in entries if e.filename.lower().endswith(".shp")]
            if shapes:
                return _shapefile(archive, entries, _chosen(shapes, read, path.name), scratch, limits)
    plain = unwrap(path, read.member, scratch, limits)
    return _geopackage(plain, read.layer, scratch, limits)


def _chosen(shapes: list[zipfile.ZipInfo], read: ReadOptions, label: str) -> str:
    names = [entry.filename for entry in shapes]
    matching = [
        name
        for name in names
        if fnmatchcase(name, read.member) or fnmatchcase(PurePosixPath(name).name, read.member)
    ] or names
    chosen = [name for name in matching if read.layer in (None, PurePosixPath(name).stem)]
    if len(chosen) != 1:
        raise geo_faults.which_layer(label, read.layer, [PurePosixPath(name).stem for name in matching])
    return chosen[0]


def _shapefile(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], shape: str, scratch: Path, limits: Limits
) -> LayerFile:
    """Unpack the parts of one Shapefile, each under a name of ours."""
    label = f"{Path(archive.filename or '').name}!{shape}"
    stem = shape[: -len(".shp")]
    parts = {e.filename[len(stem) :].lower(): e for e in entries if e.filename.startswith(f"{stem}.")}
    missing = [part for part in SHAPE_PARTS if part not in parts or not parts[part].file_size]
    if missing:
        listed = ", ".join(missing)
        raise geo_faults.damaged(label, f"its {listed} is missing", f"缺少 {listed} 文件")
    for part in (*SHAPE_PARTS, *SHAPE_NOTES):
        if part in parts and parts[part].file_size:
            extract(archive, parts[part], PlainFile(scratch / f"layer{part}", f"{label}{part}"), limits)
    _check_shapes(scratch / "layer.shp", label)
    page = scratch / "layer.cpg"
    encoding = page.read_text("ascii", "replace").strip() if page.exists() else None
    # GDAL must not convert text by itself: it drops what does not fit.
    page.unlink(missing_ok=True)
    return LayerFile(
        scratch / "layer.shp",
        label,
        "ESRI Shapefile",
        "layer",
        encoding or _code_page(scratch / "layer.dbf"),
        (scratch / "layer.prj").exists(),
    )


def _code_page(table: Path) -> str | None:
    """What a dBASE table says of its text, in one byte; only Chinese Windows is worth knowing."""
    with table.open("rb") as stream:
        return "gb18030" if stream.read(30)[29:] == b"\x4d" else None


def _check_shapes(shape: Path, label: str) -> None:
    """Hold the three parts against each other: what the index and the table promise has to be there, once."""
    size = shape.stat().st_size
    with shape.open("rb") as stream:
        head = stream.read(_HEADER)
    if len(head) < _HEADER or struct.unpack(">i", head[:4])[0] != SHAPE_CODE:
        raise geo_faults.damaged(label, "its .shp does not begin as one", ".shp 文件头不符")
    index = np.frombuffer(shape.with_suffix(".shx").read_bytes()[_HEADER:], ">i4")
    if len(index) % 2 or (index < 0).any():
        raise geo_faults.damaged(label, "its .shx is cut or impossible", ".shx 不完整或有误")
    # In 16-bit words; many entries that lead to one large shape would unpack it as many times.
    if int(index[1::2].sum(dtype=np.int64)) * 2 + len(index) * 4 + _HEADER > size:
        raise geo_faults.damaged(label, "its .shp is cut, or shapes overlap", ".shp 被截断或记录重叠")
    table = shape.with_suffix(".dbf")
    with table.open("rb") as stream:
        rows, begin, width = struct.unpack("<4xIHH20x", stream.read(32).ljust(32, b"\0"))
    if begin + rows * width > table.stat().st_size or rows != len(index) // 2:
        raise geo_faults.damaged(
            label, "its .dbf has another number of rows than shapes", ".dbf 行数与图形数不符"
        )


def _geopackage(plain: PlainFile, wanted: str | None, scratch: Path, limits: Limits) -> LayerFile:
    with plain.path.open("rb") as stream:
        head = stream.read(_HEADER)
    if not head:
        raise archive_faults.empty_file(plain.label)
    if not head.startswith(SQLITE_MAGIC) or head[68:72] not in GEOPACKAGE_IDS:
        raise geo_faults.wrong_shape(plain.label)
    if plain.path.stat().st_size > limits.uncompressed:
        raise archive_faults.bomb(plain.label, limits.uncompressed)
    # A copy: opening a database may write beside it.
    target = scratch / "layer.gpkg"
    shutil.copyfile(plain.path, target)
    try:
        layers = _layers(target, plain.label)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise geo_faults.damaged(plain.label, str(error)[:200], "数据库无法读取") from error
    chosen = [name for name in layers if wanted in (None, name)]
    if len(chosen) != 1:
        raise geo_faults.which_layer(plain.label, wanted, layers)
    return LayerFile(target, f"{plain.label}!{chosen[0]}", "GPKG", chosen[0])


def _layers(path: Path, label: str) -> list[str]:
    """List the layers of a GeoPackage, and refuse one that computes what should be stored."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        things = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = {name for kind, name, _ in things if kind == "table"}
        virtual = [
            sql for _, _, sql in things if sql and re.match(r"\s*CREATE\s+VIRTUAL", sql, re.IGNORECASE)
        ]
        if any(_RTREE.match(sql.strip()) is None for sql in virtual):
            raise geo_faults.unsafe(label, "it holds a virtual table", "含有虚拟表")
        if any(kind == "view" for kind, _, _ in things):
            raise geo_faults.unsafe(label, "it holds a view, which may compute anything", "含有视图")
        if "gpkg_contents" not in tables:
            raise geo_faults.wrong_shape(label)
        # One short expression in the schema may say megabytes in every row.
        computed = "SELECT 1 FROM pragma_table_list AS t, pragma_table_xinfo(t.name) WHERE hidden IN (2, 3)"
        if database.execute(computed).fetchone():
            raise geo_faults.unsafe(label, "it holds a computed column", "含有计算列")
        rows = database.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY 1"
        )
        return [name for (name,) in rows if name in tables]
