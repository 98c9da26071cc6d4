"""Where a source's systems stand below the simulated folder, and how a delivery is put into each.

A folder of files gets a file; an interface, a site and a topic get the records that they hold from then on; a database gets
rows. Does not belong here: what is delivered (`delivery`), who serves it (`serving`).
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath

import polars as pl

from ecolake.standards.catalogue import Standards
from ecolake.standards.source import Mapping, ReadOptions
from ecolake.standards.transport import DatabaseTransport, FileTransport, HttpTransport, MessagesTransport
from simulator.departments.calendar import file_name, has_hours, written_at
from simulator.departments.database import add_rows
from simulator.departments.delivery import Delivery
from simulator.departments.disguise import Kind, mapping_of
from simulator.departments.plan import SourcePlan
from simulator.departments.shown import show_alone, show_grown, show_state
from simulator.departments.writers import markup, records
from simulator.departments.writers.style import Style
from simulator.departments.writers.write import write
from simulator.files import write_if_changed


@dataclass(frozen=True)
class FileFault:
    """A file that cannot be taken as it is, or has a column that nobody knows.

    Attributes:
        file: Its name.
        kind: misencoded, renamed_column or added_column.
        expected: file, where it must be refused; note, where it is taken and told.
        written: What is odd about it.
    """

    file: str
    kind: str
    expected: str
    written: str


@dataclass(frozen=True)
class Placed:
    """What a delivery became: files, by path below the simulated folder, and the faults of whole files."""

    files: list[str]
    faults: list[FileFault]


def system_folder(source: str, mapping: Mapping) -> PurePosixPath:
    """Return the folder of a dataset's system below the simulated folder."""
    return PurePosixPath(source, mapping.system) if mapping.system else PurePosixPath(source)


def place(folder: Path, standards: Standards, delivery: Delivery, plan: SourcePlan, start: date) -> Placed:
    """Put a delivery where its system has it.

    Args:
        folder: The simulated folder.
        standards: The standards, for the source's transports.
        delivery: What comes.
        plan: How the source behaves.
        start: First day of the simulation.
    """
    dataset = delivery.dataset
    mapping = mapping_of(dataset)
    transport = standards.sources[dataset.source].transport_of(mapping)
    below = system_folder(dataset.source, mapping)
    match transport:
        case FileTransport():
            return _Files(folder, below, delivery, plan, start).place()
        case HttpTransport(style="crawl"):
            return Placed(_pages(folder, below, delivery, transport), [])
        case HttpTransport():
            return Placed(_records(folder, below, delivery, transport), [])
        case DatabaseTransport():
            path = below / f"{below.name}.db"
            add_rows(folder / path, delivery.held, mapping, delivery.day)
            return Placed([str(path)], [])
        case MessagesTransport():
            return Placed(_messages(folder, below, delivery), [])
        case _:
            raise ValueError(f"{dataset.id}: no department delivers by {type(transport).__name__}")


@dataclass(frozen=True)
class _Files:
    """The files of one delivery."""

    folder: Path
    below: PurePosixPath
    delivery: Delivery
    plan: SourcePlan
    start: date

    def place(self) -> Placed:
        done = Placed([], [])
        for moment, held in _by_hour(self.delivery):
            name = file_name(mapping_of(self.delivery.dataset).read, moment)
            self._place_one(held, name, moment, done)
        return done

    def _place_one(self, held: pl.DataFrame, name: str, moment: datetime, done: Placed) -> None:
        dataset = self.delivery.dataset
        own, read = self.plan.of(dataset.name), mapping_of(dataset).read
        ordinal = (self.delivery.day - self.start).days + 1
        again = file_name(read, moment, part=2)
        change = own.change
        if own.misencoded == ordinal:
            other = "utf-8" if read.encoding.lower().startswith("gb") else "gb18030"
            self._write(held, read.model_copy(update={"encoding": other}), name, done)
            done.faults.append(FileFault(name, "misencoded", "file", other))
            name = again
        elif change and change.column and change.day == ordinal:
            self._write(
                held.rename({change.column: change.name}), read, name, done, {change.column: change.name}
            )
            done.faults.append(FileFault(name, "renamed_column", "file", f"{change.column} → {change.name}"))
            name = again
        elif change and not change.column and change.day <= ordinal:
            held = held.with_columns(pl.lit("1").alias(change.name))
            done.faults.append(FileFault(name, "added_column", "note", change.name))
        self._write(held, read, name, done)

    def _write(
        self,
        held: pl.DataFrame,
        read: ReadOptions,
        name: str,
        done: Placed,
        renamed: dict[str, str] | None = None,
    ) -> None:
        """Write one file; a column that the mapping does not know is a text, or what it was under its old name."""
        dataset, said = self.delivery.dataset, self.delivery.said
        old = {new: column for column, new in (renamed or {}).items()}
        kinds: dict[str, Kind] = {
            column: said.kinds.get(old.get(column, column), "text") for column in held.columns
        }
        style = Style(dataset.title.zh, written_at(self.delivery.day), bom=self.plan.bom)
        path = str(self.below / name)
        write_if_changed(self.folder, path, write(held, replace(said, kinds=kinds), read, name, style))
        done.files.append(path)


def _by_hour(delivery: Delivery) -> list[tuple[datetime, pl.DataFrame]]:
    """Part a table by the hour of its rows where its files are; rows of other days stand in the file of their hour."""
    dataset = delivery.dataset
    read = mapping_of(dataset).read
    midnight = datetime.combine(delivery.day, datetime.min.time())
    times = [name for name in dataset.key if isinstance(delivery.true.schema[name], pl.Datetime)]
    if not has_hours(read) or not times:
        return [(midnight, delivery.held)]
    local = delivery.true[times[0]].dt.convert_time_zone(dataset.timezone)
    hours = local.dt.hour().fill_null(0).rename("_hour")
    frame = delivery.held.with_columns(hours)
    parts = frame.partition_by("_hour", as_dict=True, maintain_order=True)
    return [
        (midnight + timedelta(hours=int(hour)), part.drop("_hour")) for (hour,), part in sorted(parts.items())
    ]


def _records(folder: Path, below: PurePosixPath, delivery: Delivery, transport: HttpTransport) -> list[str]:
    mapping = mapping_of(delivery.dataset)
    path = below / mapping.read.path.strip("/")
    content = records.ndjson(records.lines(delivery.held, delivery.said), mapping.read)
    target = path / "records.ndjson"
    is_whole = mapping.delivers == "snapshot"
    files = show_alone(folder, target, content) if is_whole else show_state(folder, target, content, delivery)
    return [*files, _serving(folder, path, transport, mapping)]


def _serving(folder: Path, path: PurePosixPath, transport: HttpTransport, mapping: Mapping) -> str:
    same = ("style", "size", "page_param", "size_param", "pages", "cursor_param", "next")
    envelope = {name: int(value) if value.isdecimal() else value for name, value in transport.expect.items()}
    said = {
        **{name: getattr(transport, name) for name in same},
        "records": mapping.read.records,
        "envelope": envelope,
        "total": "total",
        "token": transport.token is not None,
    }
    written = str(path / "serving.json")
    write_if_changed(folder, written, json.dumps(said, ensure_ascii=False, indent=1).encode())
    return written


def _pages(folder: Path, below: PurePosixPath, delivery: Delivery, transport: HttpTransport) -> list[str]:
    mapping = mapping_of(delivery.dataset)
    path = below / mapping.read.path.strip("/")
    files = [_serving(folder, path, transport, mapping)]
    pages = markup.pages(delivery.held, mapping.read, delivery.dataset.title.zh)
    for number, page in enumerate(pages, start=1):
        files.append(str(path / f"{delivery.day:%Y%m%d}_{number:04d}.html"))
        write_if_changed(folder, files[-1], page)
    return files


def _messages(folder: Path, below: PurePosixPath, delivery: Delivery) -> list[str]:
    mapping = mapping_of(delivery.dataset)
    content = records.ndjson(records.lines(delivery.held, delivery.said), mapping.read)
    return show_grown(folder, below / mapping.read.path.strip("/") / "messages.ndjson", content, delivery)
