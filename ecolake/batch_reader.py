"""Read the files of one landed batch, setting aside what cannot be read.

A file that cannot be read at all counts as one received and one rejected thing, with row 0, so that it shows in the
account and in the rejects instead of vanishing in a log.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ecolake.drift.columns import Columns, Contract, check_columns
from ecolake.drift.finding import Finding
from ecolake.errors import UnreadableError
from ecolake.formats import Table, read_parts
from ecolake.home import Home
from ecolake.landing import LandedFile, Manifest, batch_folder
from ecolake.mapping import as_received
from ecolake.rejects.returned import LINKS, read_links, read_mended
from ecolake.spool import Spool
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import Mapping
from ecolake.validation import META, REJECTED


@dataclass(frozen=True)
class BatchReading:
    """What the files of a batch held.

    Attributes:
        manifest: The batch.
        frames: The rows, in their order: the source's columns as `_raw.<column>`, and those of `META`. They can be read while
            the spool's folder is there.
        rejected: What is no row of the source's table, as in `REJECTED`.
        received: Rows in all, readable or not: the records, each counted once for every reading that it holds.
        unreadable_files: How many files could not be read.
        notes: What a person should know.
        findings: Changes in the columns, for `ecolake.drift.watch` to decide on.
        refused: Whether the batch is kept out whole.
        profile: What it looks like, for later batches to be compared with.
    """

    manifest: Manifest
    frames: tuple[pl.LazyFrame, ...]
    rejected: pl.DataFrame
    received: int
    unreadable_files: int
    notes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    profile: str | None = None


def read_batch(
    home: Home, dataset: Dataset, manifest: Manifest, spool: Spool, contract: Contract | None = None
) -> BatchReading:
    """Read all files of a batch.

    Args:
        home: The installation.
        dataset: The standard, with its mapping.
        manifest: The batch.
        spool: Where the rows wait.
        contract: What the columns are held against; the mapping alone where none is given.

    Raises:
        UnreadableError: The dataset has no mapping, so that no file of it can be read.
    """
    mapping = mapping_of(dataset)
    folder = batch_folder(home, manifest.source, manifest.dataset, manifest.batch)
    frames: list[pl.LazyFrame] = []
    rejected: list[pl.DataFrame] = [pl.DataFrame(schema=REJECTED)]
    notes: list[str] = []
    findings: dict[Finding, None] = {}
    received = unreadable = 0
    for file in manifest.files:
        try:
            read = _read_file(folder, file, dataset, mapping, spool, contract)
        except UnreadableError as error:
            rejected.append(unreadable_file(error, manifest, file))
            notes.append(f"{file.name}: {error.en} / {error.zh}")
            received += 1
            unreadable += 1
            continue
        received += read.rows * mapping.readings_per_record + read.malformed.height
        rejected.append(_malformed(read.malformed, manifest, file))
        frames.extend(_with_meta(as_received(frame), manifest, file) for frame in read.frames)
        if read.rows:
            notes.extend(f"{file.name}: {note}" for note in read.told.notes)
            findings.update(dict.fromkeys(read.told.findings))
    return BatchReading(
        manifest, tuple(frames), pl.concat(rejected), received, unreadable, tuple(notes), tuple(findings)
    )


def mended_links(
    home: Home, dataset: Dataset, readings: Sequence[BatchReading], scratch: Path
) -> pl.DataFrame:
    """Which rejected rows the workbooks among these batches mend, as in `LINKS`; one that cannot be read mends none."""
    links = [pl.DataFrame(schema=LINKS)]
    for reading in readings:
        manifest = reading.manifest
        folder = batch_folder(home, manifest.source, manifest.dataset, manifest.batch)
        links.extend(
            read_links(folder / file.name, dataset, manifest, scratch)
            for file in manifest.files
            if file.is_workbook and not reading.unreadable_files
        )
    return pl.concat(links)


def landed_parts(
    folder: Path, file: LandedFile, dataset: Dataset, mapping: Mapping, scratch: Path
) -> Iterator[Table]:
    """Read a landed file as what its manifest says it is: the source's own, or rejected rows that came back mended.

    Raises:
        UnreadableError: It cannot be read.
    """
    path = folder / file.name
    if file.is_workbook:
        yield read_mended(path, dataset, scratch)
    else:
        yield from read_parts(path, mapping.read, scratch)


def mapping_of(dataset: Dataset) -> Mapping:
    """How the dataset arrives.

    Raises:
        UnreadableError: Its source does not say.
    """
    if dataset.mapping is None:
        raise UnreadableError(
            "no_mapping",
            f"standards/sources/{dataset.source}.yaml does not say how {dataset.name} arrives.",
            f"standards/sources/{dataset.source}.yaml 未说明数据集 {dataset.name} 如何到达。",
            hint_en="Add it under 'datasets', with 'read' and 'map'.",
            hint_zh="请在 datasets 下补充 read 与 map。",
        )
    return dataset.mapping


def whole_batch_unreadable(manifest: Manifest, fault: BaseException) -> BatchReading:
    """Set a batch aside that made the program itself fail, so that the other batches go on."""
    error = UnreadableError(
        "internal_error",
        f"Ecolake could not process this file: {type(fault).__name__}: {str(fault)[:300]}",
        f"程序无法处理该文件：{type(fault).__name__}。",
        hint_en="This is a defect; report it with the file. The file is tried again when its standard or mapping changes.",
        hint_zh="这是程序缺陷，请附文件报告；标准或映射修改后会自动重试。",
    )
    rejected = [unreadable_file(error, manifest, file) for file in manifest.files]
    notes = tuple(f"{file.name}: {error.en} / {error.zh}" for file in manifest.files)
    return BatchReading(manifest, (), pl.concat(rejected), len(rejected), len(rejected), notes)


@dataclass(frozen=True)
class _FileReading:
    """The rows of a file, their columns as the mapping calls them, and what is to be said of those."""

    frames: list[pl.LazyFrame]
    rows: int
    malformed: pl.DataFrame
    told: Columns


def _read_file(
    folder: Path,
    file: LandedFile,
    dataset: Dataset,
    mapping: Mapping,
    spool: Spool,
    contract: Contract | None,
) -> _FileReading:
    """Read a file and hold its columns against the mapping; a file without records has none to hold."""
    columns: list[str] = []
    malformed: list[pl.DataFrame] = []
    heights: list[int] = []

    def frames() -> Iterator[pl.DataFrame]:
        for part in landed_parts(folder, file, dataset, mapping, spool.folder):
            columns[:] = part.columns
            malformed.append(part.malformed)
            heights.append(part.frame.height)
            if part.frame.height:
                yield part.frame

    kept = spool.keep(frames())
    # A workbook has the columns that it was sent with.
    is_own = bool(columns) and not file.is_workbook
    told = check_columns(columns, dataset, mapping, file.name, contract) if is_own else Columns()
    renamed = [frame.rename(dict(told.renamed), strict=False) for frame in kept]
    return _FileReading(renamed, sum(heights), pl.concat(malformed), told)


def _with_meta(frame: pl.LazyFrame, manifest: Manifest, file: LandedFile) -> pl.LazyFrame:
    return frame.with_columns(
        _batch=pl.lit(manifest.batch),
        _file=pl.lit(file.name),
        _row=pl.col("_row").cast(pl.Int64),
        _sequence=pl.lit(manifest.sequence, pl.Int64),
        _received_at=pl.lit(manifest.received_at).cast(META["_received_at"]),
    )


def _malformed(frame: pl.DataFrame, manifest: Manifest, file: LandedFile) -> pl.DataFrame:
    told = _with_meta(frame.lazy(), manifest, file).select(
        *META,
        pl.concat_list(pl.lit("record.") + pl.col("code")).alias("rules"),
        pl.lit([], dtype=pl.List(pl.String)).alias("columns"),
        "reason_zh",
        "reason_en",
        "payload",
    )
    return told.collect()


def unreadable_file(error: UnreadableError, manifest: Manifest, file: LandedFile) -> pl.DataFrame:
    """Reject a whole file: one thing, in row 0."""
    row = pl.DataFrame(
        {
            "_row": [0],
            "code": [error.code],
            "reason_zh": [f"{error.zh}{error.hint_zh}"],
            "reason_en": [f"{error.en} {error.hint_en}".strip()],
            "payload": ["{}"],
        }
    )
    return _malformed(row, manifest, file).with_columns(rules=pl.concat_list(pl.lit(f"file.{error.code}")))
