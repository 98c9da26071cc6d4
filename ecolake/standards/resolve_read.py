"""What must hold of a mapping's `read`: its options belong to its format and transport, and none is missing.

Also that the columns which they promise are those of the map, and that shifted coordinates can be converted.
"""

from collections.abc import Iterable

from ecolake.standards.catalogue import Dataset
from ecolake.standards.coordinate_items import unpaired
from ecolake.standards.findings import did_you_mean
from ecolake.standards.shelf import Reporter
from ecolake.standards.source import Mapping, ReadOptions
from ecolake.standards.transport import Transport

# Options that say how bytes are read, by the format that knows them.
_OPTIONS: dict[str, frozenset[str]] = {
    "csv": frozenset({"encoding", "separator", "skip", "header"}),
    "fixed": frozenset({"encoding", "widths"}),
    "excel": frozenset({"skip", "header", "sheet"}),
    "json": frozenset({"encoding", "records", "explode"}),
    "ndjson": frozenset({"encoding", "explode"}),
    "geojson": frozenset({"encoding", "records"}),
    "xml": frozenset({"encoding", "records", "fields", "namespaces"}),
    "html": frozenset({"encoding", "records", "fields"}),
    "geo": frozenset({"encoding", "layer"}),
    "parquet": frozenset(),
    "hj212": frozenset(),
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "fixed": ("widths",),
    "xml": ("records", "fields"),
    "html": ("fields",),
}
# Options that say where the transport finds the dataset.
_PLACES: dict[str, frozenset[str]] = {
    "file": frozenset({"files", "date"}),
    "http": frozenset({"path", "files", "date"}),
    "database": frozenset({"table", "watermark", "keys"}),
    "frames": frozenset({"date"}),
    "messages": frozenset({"path"}),
}
_PLACES_NEEDED: dict[str, tuple[str, ...]] = {"database": ("table",), "messages": ("path",)}
# What a connector writes itself is in one format.
_WRITTEN = {"database": "parquet", "frames": "hj212", "messages": "ndjson"}


def check_read(report: Reporter, mapping: Mapping, dataset: Dataset, transport: Transport | None) -> None:
    """Check how one dataset is read."""
    read = mapping.read
    kind = transport.type if transport else None
    known = {"format", "member", *_OPTIONS[read.format], *_PLACES.get(kind or "file", ())}
    for option in sorted(read.model_fields_set - known):
        owner = f"a {kind} transport" if kind and _is_place(option) else f"the format {read.format}"
        report(("read", option), "unknown_key", f"'{option}' means nothing to {owner}", _belongs(option))
    for option in (*_NEEDED.get(read.format, ()), *_PLACES_NEEDED.get(kind or "", ())):
        if not getattr(read, option):
            report(("read",), "missing_key", f"'{option}' is missing: {_why(option, read, kind)}")
    if kind == "database" and read.watermark and not read.keys:
        # Else a run that ends between two batches goes on behind all rows of the moment that it had come to.
        report(("read",), "missing_key", "'keys' is missing: they tell the rows of one watermark apart")
    written = _WRITTEN.get(kind or "", read.format)
    if read.format != written:
        report(
            ("read", "format"), "bad_value", f"what a {kind} transport lands is {written}, not {read.format}"
        )
    _check_columns(report, mapping)
    _check_coordinates(report, mapping, dataset)


def _is_place(option: str) -> bool:
    return any(option in places for places in _PLACES.values())


def _belongs(option: str) -> str:
    owners = [name for table in (_OPTIONS, _PLACES) for name, options in table.items() if option in options]
    return f"it belongs to {', '.join(owners)}"


def _why(option: str, read: ReadOptions, kind: str | None) -> str:
    return f"a {kind} transport needs it" if _is_place(option) else f"the format {read.format} needs it"


def _check_columns(report: Reporter, mapping: Mapping) -> None:
    """A format that names its columns itself has to name those of the map; a database has to have its watermark there."""
    read = mapping.read
    for option in ("widths", "fields"):
        promised = getattr(read, option)
        for column in mapping.columns if promised and option in _OPTIONS[read.format] else ():
            if column not in promised:
                path = (
                    ("map", column) if mapping.names is None and column in mapping.map else ("read", option)
                )
                hint = did_you_mean(column, promised)
                report(path, "missing_reference", f"'{column}' is not among the {option}", hint)
    columns = {*mapping.columns, *mapping.ignore}
    _check_known(report, ("read", "watermark"), [read.watermark] if read.watermark else [], columns)
    _check_known(report, ("read", "keys"), read.keys, columns)
    for option, width in read.widths.items():
        if width < 1:
            report(("read", "widths", option), "bad_value", f"'{option}' has no width")


def _check_known(report: Reporter, path: tuple[str, ...], named: Iterable[str], columns: set[str]) -> None:
    for column in named:
        if column not in columns:
            hint = did_you_mean(column, columns)
            report(path, "missing_reference", f"'{column}' is neither mapped nor ignored", hint)


def _check_coordinates(report: Reporter, mapping: Mapping, dataset: Dataset) -> None:
    """Of shifted coordinates every one has to be convertible: half a place would stay a few hundred metres off."""
    if mapping.crs == "CGCS2000":
        return
    taken = [name for name in mapping.map.values() if name in dataset.items]
    for name in unpaired(dataset.items, taken):
        report(
            ("crs",),
            "bad_value",
            f"'{name}' cannot be converted from {mapping.crs}: it is not half of a pair",
        )
