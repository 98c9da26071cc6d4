"""Read the files of one landed batch into mapped frames, setting aside what cannot be read.

A file that cannot be read at all counts as one received and one rejected thing, with row 0, so that it shows in the
account and in the rejects instead of vanishing in a log.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ecolake.errors import UnreadableError
from ecolake.formats import read_table
from ecolake.home import Home
from ecolake.landing import LandedFile, Manifest, batch_folder
from ecolake.mapping import check_columns, map_table
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import Mapping
from ecolake.validation import META, REJECTED


@dataclass(frozen=True)
class BatchReading:
    """What the files of a batch held.

    Attributes:
        manifest: The batch.
        frames: One mapped frame per file with rows, with the columns of `META`.
        rejected: What is no row of the source's table, as in `REJECTED`.
        received: Records in all, readable or not.
        unreadable: Whether no file could be read.
        notes: What a person should know.
    """

    manifest: Manifest
    frames: tuple[pl.LazyFrame, ...]
    rejected: pl.DataFrame
    received: int
    unreadable: bool
    notes: tuple[str, ...]


def read_batch(home: Home, dataset: Dataset, manifest: Manifest) -> BatchReading:
    """Read all files of a batch.

    Raises:
        UnreadableError: The dataset has no mapping, so that no file of it can be read.
    """
    if dataset.mapping is None:
        raise UnreadableError(
            "no_mapping",
            f"standards/sources/{dataset.source}.yaml does not say how {dataset.name} arrives.",
            f"standards/sources/{dataset.source}.yaml 未说明数据集 {dataset.name} 如何到达。",
            hint_en="Add it under 'datasets', with 'read' and 'map'.",
            hint_zh="请在 datasets 下补充 read 与 map。",
        )
    folder = batch_folder(home, manifest.source, manifest.dataset, manifest.batch)
    scratch = home.scratch / manifest.batch
    frames: list[pl.LazyFrame] = []
    rejected: list[pl.DataFrame] = [pl.DataFrame(schema=REJECTED)]
    notes: list[str] = []
    received = readable = 0
    for file in manifest.files:
        try:
            frame, malformed, file_notes = _read_file(folder / file.name, dataset, dataset.mapping, scratch)
        except UnreadableError as error:
            rejected.append(_unreadable_file(error, manifest, file))
            notes.append(f"{file.name}: {error.en} / {error.zh}")
            received += 1
            continue
        received += frame.height + malformed.height
        if frame.height:
            frames.append(map_table(_with_meta(frame, manifest, file), dataset, dataset.mapping))
        readable += 1
        rejected.append(_malformed(malformed, manifest, file))
        notes.extend(f"{file.name}: {note}" for note in file_notes)
    return BatchReading(manifest, tuple(frames), pl.concat(rejected), received, not readable, tuple(notes))


def _read_file(
    path: Path, dataset: Dataset, mapping: Mapping, scratch: Path
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    scratch.mkdir(parents=True, exist_ok=True)
    table = read_table(path, mapping.read, scratch)
    notes = check_columns(list(table.columns), dataset, mapping, path.name) if table.columns else []
    return table.frame, table.malformed, notes


def _with_meta(frame: pl.DataFrame, manifest: Manifest, file: LandedFile) -> pl.DataFrame:
    return frame.with_columns(
        _batch=pl.lit(manifest.batch),
        _file=pl.lit(file.name),
        _row=pl.col("_row").cast(pl.Int64),
        _sequence=pl.lit(manifest.sequence, pl.Int64),
        _received_at=pl.lit(manifest.received_at).cast(META["_received_at"]),
    )


def _malformed(frame: pl.DataFrame, manifest: Manifest, file: LandedFile) -> pl.DataFrame:
    return _with_meta(frame, manifest, file).select(
        *META,
        pl.concat_list(pl.lit("record.") + pl.col("code")).alias("rules"),
        pl.lit([], dtype=pl.List(pl.String)).alias("columns"),
        "reason_zh",
        "reason_en",
        "payload",
    )


def _unreadable_file(error: UnreadableError, manifest: Manifest, file: LandedFile) -> pl.DataFrame:
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
