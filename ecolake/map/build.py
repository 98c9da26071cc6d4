"""Build every layer of the register from the published release, and show all of them at once.

A build is made in a draft folder, which is renamed when its last file is written; then the link `current` is swapped. A process that
dies leaves the draft, which the next build removes, and the map that readers see stays whole.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.map import areas, geoparquet, grades, record
from ecolake.map.confined import personal_columns, refuse_personal
from ecolake.map.places import Placed, place
from ecolake.map.record import Built, Map
from ecolake.standards.map.faults import ID
from ecolake.standards.map.files import FOLDER, GROUPS, Entry, Layers, load_layers
from ecolake.warehouse.query import ask_arrow, open_release
from ecolake.warehouse.record import Release, current_file, read_record, sync

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Progress = Callable[[str, int, int], None]
_KEPT: Final = 2
_DRAFT: Final = ".draft-"


def build(home: Home, progress: Progress | None = None) -> tuple[Map, bool]:
    """Build the layers of the current release, unless readers see them already.

    Args:
        home: The installation.
        progress: Told of the layer at work, layers done and layers in all.

    Returns:
        What readers see now, and whether it was built by this call.

    Raises:
        EcolakeError: Nothing is published, or the query of a layer fails; what readers saw before stays.
        StandardsError: The register holds faults.
    """
    layers = load_layers(home.standards)
    with home.lock("map"):
        release = _release(home)
        shown, wanted = record.current(home), _fingerprint(home)
        if shown and (shown.release, shown.fingerprint) == (release.release, wanted):
            return shown, False
        for leftover in record.root(home).glob(f"{_DRAFT}*"):
            shutil.rmtree(leftover)
        whole = record.root(home) / record.folder_of(release.release, wanted)
        if not whole.is_dir():
            draft = record.root(home) / f"{_DRAFT}{release.release}"
            with open_release(home, release) as connection:
                _build(connection, layers, release, draft, home.simulated.is_dir(), wanted, progress)
            draft.rename(whole)
        _show(home, whole)
    return record.read(whole), True


def _release(home: Home) -> Release:
    found = read_record(current_file(home).parent, current=True)
    if found is None:
        raise AssertionError("a release without its record is never made current")
    return found


def _fingerprint(home: Home) -> str:
    """Hash the register, and the code that makes layers of it."""
    made = hashlib.sha256()
    files = [*(home.standards / FOLDER).rglob("*.yaml"), *Path(__file__).parent.glob("*.py")]
    for path in sorted(files, key=lambda one: (one.parent.name, one.name)):
        made.update(path.name.encode() + b"\0" + path.read_bytes())
    # What was marked as simulated once must not stay so when the home is fed otherwise.
    made.update(str(home.simulated.is_dir()).encode())
    return made.hexdigest()


def _build(
    connection: "duckdb.DuckDBPyConnection",
    layers: Layers,
    release: Release,
    draft: Path,
    simulated: bool,
    fingerprint: str,
    progress: Progress | None,
) -> None:
    personal = personal_columns(connection)
    for entry in layers.entries:
        refuse_personal(entry, personal)
    known = areas.derive(connection)
    built = []
    for done, entry in enumerate(layers.entries):
        if progress:
            progress(entry.name, done, len(layers.entries))
        built.append(_layer(connection, layers, entry, known, draft, _origin(entry, simulated), release))
    made = Map(
        release.release, release.created_at, release.content_hash, fingerprint, simulated, tuple(built)
    )
    record.write(draft, made)


def _origin(entry: Entry, simulated: bool) -> str:
    """Where the geometries of a layer come from; of an invented world all of them are invented."""
    if simulated:
        return "simulated"
    return "derived" if entry.layer.geometry.derived or entry.layer.geometry.division else "reported"


def _layer(
    connection: "duckdb.DuckDBPyConnection",
    layers: Layers,
    entry: Entry,
    known: Mapping[str, Any],
    draft: Path,
    origin: str,
    release: Release,
) -> Built:
    started = time.perf_counter()
    rows, left_out = _told_apart(_asked(connection, entry))
    placed = place(rows, entry.layer.geometry, layers.register, known)
    left_out |= placed.left_out
    table = _columns(rows, placed, entry, origin)
    names, counts = np.unique(placed.mended[placed.mended != ""], return_counts=True)
    mended = dict(zip(names.tolist(), counts.tolist(), strict=True))
    file = draft / entry.group / f"{entry.name}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    about = _about(entry, origin, release) | {"left_out": left_out, "mended": mended}
    geoparquet.write(file, table, placed.shapes, about)
    sync(file)
    data = file.read_bytes()
    return Built(
        entry.name,
        entry.group,
        f"{entry.group}/{entry.name}.parquet",
        table.num_rows,
        left_out,
        mended,
        len(data),
        hashlib.sha256(data).hexdigest(),
        round(time.perf_counter() - started, 3),
    )


def _asked(connection: "duckdb.DuckDBPyConnection", entry: Entry) -> "pa.Table":
    try:
        return ask_arrow(connection, f"select * from (\n{entry.layer.query}\n) order by all")
    except EcolakeError as error:
        raise EcolakeError(
            "layer_failed",
            f"The query of the layer '{entry.name}' cannot be run: {error.en}",
            f"图层“{entry.layer.title.zh}”的查询无法执行：{error.zh}",
            where=f"standards/{GROUPS}/{entry.group}.yaml: {entry.name}",
            hint_en=error.hint_en,
            hint_zh=error.hint_zh,
        ) from None


def _told_apart(rows: "pa.Table") -> tuple["pa.Table", dict[str, int]]:
    """Leave out rows without id, and all but the first of those with the same."""
    import pyarrow.compute as pc

    texts = pc.cast(rows[ID], "string")
    nameless = np.asarray(texts.is_null().to_numpy(), dtype=bool)
    ids = np.asarray(texts.fill_null("").to_pylist(), dtype=str)
    again = np.zeros(len(ids), dtype=bool)
    again[1:] = (ids[1:] == ids[:-1]) & ~nameless[1:]
    counts = {"no_id": int(nameless.sum()), "same_id": int(again.sum())}
    return rows.filter(~(nameless | again)), {name: count for name, count in counts.items() if count}


def _columns(rows: "pa.Table", placed: Placed, entry: Entry, origin: str) -> "pa.Table":
    """The columns that are no geometry: those of the query but for where it lies, and what the builder says."""
    import pyarrow as pa

    layer = entry.layer
    table = rows.filter(placed.kept)
    if layer.grading and entry.grading:
        table = table.append_column("grade_class", grades.grade(table[layer.grading.column], entry.grading))
    if layer.geometry.wkt:
        table = table.drop_columns([layer.geometry.wkt])
    marks = pa.array([word or None for word in placed.mended.tolist()], pa.string())
    table = table.append_column("geometry_mended", marks)
    return table.append_column("geometry_origin", pa.array([origin] * table.num_rows, pa.string()))


def _about(entry: Entry, origin: str, release: Release) -> dict[str, Any]:
    layer = entry.layer
    return {
        "layer": entry.name,
        "group": entry.group,
        **layer.model_dump(exclude={"query", "geometry", "grading"}),
        "grading": entry.grading.model_dump() if entry.grading else None,
        "graded_by": layer.grading.column if layer.grading else None,
        "geometry_origin": origin,
        "simulated": origin == "simulated",
        "release": release.release,
        "published_at": release.created_at,
        "content_hash": release.content_hash,
    }


def _show(home: Home, whole: Path) -> None:
    """Point readers to a build, and remove those that nobody needs."""
    link = record.root(home) / f"{record.CURRENT}.next"
    link.unlink(missing_ok=True)
    link.symlink_to(whole.name)
    link.replace(record.root(home) / record.CURRENT)
    sync(record.root(home))
    others = sorted(
        (one for one in record.root(home).glob("r[0-9]*") if one != whole),
        key=lambda one: one.stat().st_mtime_ns,
    )
    for old in others[: 1 - _KEPT]:
        # What is removed in part must not be taken for whole when its release is shown again.
        gone = old.rename(old.with_name(f"{_DRAFT}{old.name}"))
        shutil.rmtree(gone)
