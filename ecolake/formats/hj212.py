"""Gateway logs of HJ 212 frames to data frames.

Only the joining of lines to columns belongs here; what a frame is and says: `ecolake.hj212`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

from ecolake.errors import UnreadableError
from ecolake.hj212.envelope import Envelope
from ecolake.hj212.faults import FrameError, show
from ecolake.hj212.lines import open_log
from ecolake.hj212.prefix import read_prefix
from ecolake.hj212.readings import RawReading
from ecolake.hj212.segment import Segment, read_segment
from ecolake.hj212.values import NUMBER
from ecolake.hj212.vocabulary import Vocabulary, default_vocabulary

_CHUNK: Final = 10_000  # frames held as Python objects at a time

_MOMENT: Final = pl.Datetime("us", "UTC")
_VALUE: Final = pl.Decimal(20, 6)
READING: Final[dict[str, pl.DataType]] = {
    "pollutant_code": pl.String(),
    "statistic": pl.String(),
    "value": _VALUE,
    "unit": pl.String(),
    "flag": pl.String(),
    "raw": pl.String(),
    "sample_time": _MOMENT,
}
PARAMETER: Final[dict[str, pl.DataType]] = {"name": pl.String(), "value": pl.String()}

_HEAD: Final[dict[str, pl.DataType]] = {
    "_row": pl.Int64(),
    "frame_digest": pl.String(),
    "gateway_received_at": _MOMENT,
    "device_address": pl.String(),
    "qn": pl.String(),
    "system_code": pl.String(),
    "command_code": pl.String(),
    "device_number": pl.String(),
    "flag": pl.Int64(),
    "protocol_edition": pl.String(),
    "packet_count": pl.Int64(),
    "packet_number": pl.Int64(),
    "data_time": _MOMENT,
}
FRAMES: Final[dict[str, pl.DataType]] = {
    **_HEAD,
    "reading_count": pl.Int64(),
    "unreadable_count": pl.Int64(),
    "readings": pl.List(pl.Struct(READING)),
    "parameters": pl.List(pl.Struct(PARAMETER)),
    "deviations": pl.List(pl.String()),
}
REJECTED: Final[dict[str, pl.DataType]] = {
    "_row": pl.Int64(),
    "code": pl.String(),
    "reason_zh": pl.String(),
    "reason_en": pl.String(),
    "payload": pl.String(),
}


def read_hj212(
    path: Path, vocabulary: Vocabulary | None = None
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Read a gateway's log part by part.

    Args:
        path: Lines `[prefix ]##…`; blank lines count for the row number and are no frames.
        vocabulary: Code lists; those of this installation when left out.

    Yields:
        Frames that the protocol lets through, with the columns `FRAMES`, and frames that it does not, with
        the columns `REJECTED`, both in the order of the log. `_row` is the number of the line; two frames
        glued together share it. Whatever the bytes, every frame is in one of the two; what of a line lies
        beyond the limit of `ecolake.hj212.lines` is one rejected record.

    Raises:
        UnreadableError: `wrong_shape`: none of the first ten thousand lines begins a frame.
    """
    words = vocabulary or default_vocabulary()
    rejected: list[tuple[int, str, str, str, str]] = []
    chunk = _Chunk()
    with path.open("rb") as log:
        for row, envelope in open_log(log):
            try:
                chunk.add(row, envelope, _segment(envelope, words))
            except FrameError as fault:
                rejected.append((row, fault.code, fault.zh, fault.en, show(envelope.text)))
            if len(chunk.heads) + len(rejected) >= _CHUNK:
                if row == len(rejected) and all(code == "no_header" for _, code, *_ in rejected):
                    raise _no_log(path.name, row)
                yield chunk.finish(), _rejected(rejected)
                chunk, rejected = _Chunk(), []
    yield chunk.finish(), _rejected(rejected)


def _no_log(label: str, lines: int) -> UnreadableError:
    return UnreadableError(
        "wrong_shape",
        f"The file is no log of HJ 212 frames: none of its first {lines} lines has a frame header '##'.",
        f"文件不是 HJ 212 帧日志：前 {lines} 行均无帧头“##”。",
        where=label,
        hint_en="Correct the source's `read: format`, or ask it what has changed.",
        hint_zh="请更正数据源配置 `read: format`，或向提供单位核实格式变化。",
    )


def _rejected(records: list[tuple[int, str, str, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(records, schema=REJECTED, orient="row")


def _segment(envelope: Envelope, vocabulary: Vocabulary) -> Segment:
    if envelope.fault is not None:
        raise envelope.fault
    return read_segment(envelope.segment or b"", vocabulary)


@dataclass(slots=True)
class _Chunk:
    """Frames on their way into columns."""

    heads: list[tuple[object, ...]] = field(default_factory=list)
    readings: list[RawReading] = field(default_factory=list)
    reading_ends: list[int] = field(default_factory=lambda: [0])
    parameters: list[tuple[str, str]] = field(default_factory=list)
    parameter_ends: list[int] = field(default_factory=lambda: [0])
    deviations: list[str] = field(default_factory=list)
    deviation_ends: list[int] = field(default_factory=lambda: [0])

    def add(self, row: int, envelope: Envelope, segment: Segment) -> None:
        received_at, address, understood = read_prefix(envelope.prefix)
        deviations = segment.deviations
        deviations.update(envelope.deviations)
        if not understood:
            deviations.add("unreadable_prefix")
        header = segment.header
        self.heads.append(
            (
                row,
                sha256(envelope.segment or b"").hexdigest(),
                received_at,
                address,
                segment.qn,
                header.st,
                header.cn,
                header.mn,
                header.flag,
                header.edition,
                header.packet_count,
                header.packet_number,
                segment.data_time,
            )
        )
        self.readings += segment.readings
        self.reading_ends.append(len(self.readings))
        self.parameters += segment.parameters
        self.parameter_ends.append(len(self.parameters))
        self.deviations += sorted(deviations)
        self.deviation_ends.append(len(self.deviations))

    def finish(self) -> pl.DataFrame:
        """The chunk as columns."""
        readings = _reading_columns(self.readings).to_struct("readings")
        parameters = pl.DataFrame(self.parameters, schema=PARAMETER, orient="row").to_struct("parameters")
        deviations = pl.Series("deviations", self.deviations, dtype=pl.String())
        head = pl.DataFrame(self.heads, schema=_HEAD, orient="row")
        return head.with_columns(
            _nested(readings, self.reading_ends),
            _nested(parameters, self.parameter_ends),
            _nested(deviations, self.deviation_ends),
        ).select(
            *_HEAD,
            pl.col("readings").list.len().cast(pl.Int64).alias("reading_count"),
            pl.col("readings")
            .list.eval(pl.element().struct.field("value").is_null())
            .list.sum()
            .cast(pl.Int64)
            .alias("unreadable_count"),
            "readings",
            "parameters",
            "deviations",
        )


def _reading_columns(readings: list[RawReading]) -> pl.DataFrame:
    """Readings as the fields of the struct `READING`, in its order."""
    names = [reading[0] for reading in readings]
    columns = pl.DataFrame(
        {
            "pollutant_code": [name.code for name in names],
            "statistic": [name.statistic for name in names],
            "raw": [reading[1] for reading in readings],
            "unit": [name.unit for name in names],
            "flag": [reading[2] for reading in readings],
            "sample_time": [reading[3] for reading in readings],
        },
        schema_overrides={name: dtype for name, dtype in READING.items() if name != "value"},
    )
    spelled = pl.when(pl.col("raw").str.contains(f"^(?:{NUMBER})$")).then("raw")
    value = spelled.cast(_VALUE, strict=False).alias("value")
    return columns.with_columns(value).select(*READING)


def _nested(items: pl.Series, ends: list[int]) -> pl.Series:
    """One list per frame, from the items of all frames and where each frame's end."""
    lists = pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), items.to_arrow())
    nested = pl.from_arrow(lists)
    if not isinstance(
        nested, pl.Series
    ):  # a struct array would come back as a frame; a list array never does
        raise TypeError(type(nested))
    return nested.alias(items.name)
