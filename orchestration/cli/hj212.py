"""`ecolake hj212 decode`: frames of a log, one by one, without lake or account."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from ecolake.hj212.decode import Frame

group = typer.Typer(help="污染物在线监控数据传输协议 · The sensor protocol HJ 212.", no_args_is_help=True)


@group.command()
def decode(
    file: Annotated[
        str, typer.Argument(help="One frame a line; - is the standard input · 每行一帧，- 为标准输入")
    ],
    as_json: Json = False,
) -> None:
    """解码报文 · Decode frames: each is accepted, or rejected with the exact reason."""
    from ecolake.hj212.decode import decode_log

    out = console()
    accepted = rejected = 0
    with _opened(file) as stream:
        for number, frame in decode_log(stream, bare_segments=True):
            accepted += frame.status == "accepted"
            rejected += frame.status == "rejected"
            if as_json:
                write_json(frame_record(number, frame))
            else:
                _show(out, number, frame)
    if not as_json:
        out.print(
            f"[bold]{accepted + rejected:,}[/] 帧 frames: {accepted:,} 通过 accepted, {rejected:,} 退回 rejected"
        )


def frame_record(line: int, frame: "Frame") -> dict[str, object]:
    """The fixed JSON form of a frame."""
    return {
        "line": line,
        "status": frame.status,
        "reason": frame.reason,
        "reason_zh": frame.reason_zh,
        "reason_en": frame.reason_en,
        "readings": [
            {
                "pollutant_code": reading.pollutant_code,
                "statistic": reading.statistic,
                "value": reading.value,
                "flag": reading.flag,
                "unit": reading.unit,
                "sample_time": _local(reading.sample_time),
            }
            for reading in frame.readings
        ],
        "qn": frame.qn,
        "st": frame.st,
        "cn": frame.cn,
        "mn": frame.mn,
        "data_time": _local(frame.data_time),
        "flag": frame.flag,
        "pnum": frame.pnum,
        "pno": frame.pno,
        "deviations": list(frame.deviations),
    }


def _local(moment: object) -> str | None:
    """A time as the frame says it: China's, with its offset."""
    from datetime import datetime

    from ecolake.hj212.times import CHINA

    return moment.astimezone(CHINA).isoformat() if isinstance(moment, datetime) else None


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    from orchestration.cli.accept import check_files

    path = Path(file)
    check_files([path])
    with path.open("rb") as stream:
        yield stream


def _show(out: "Console", number: int, frame: "Frame") -> None:
    from rich.padding import Padding
    from rich.text import Text

    if frame.status == "rejected":
        reason = (frame.reason or "", "bold red")
        out.print(Text.assemble(("✗ ", "red"), (f"{number:>4}  ", "dim"), reason, "  ", _header(frame)))
        out.print(Padding(Text(f"{frame.reason_zh}\n{frame.reason_en}"), (0, 0, 1, 8)))
        return
    out.print(Text.assemble(("✓ ", "green"), (f"{number:>4}  ", "dim"), _header(frame)))
    if frame.deviations:
        out.print(
            Padding(Text("偏差 deviations: " + ", ".join(frame.deviations), style="yellow"), (0, 0, 0, 8))
        )
    if frame.readings:
        shown = table("因子 code", "统计 statistic", "数值 value", "单位 unit", "标记 flag", right=(2,))
        for reading in frame.readings:
            value = reading.raw if reading.value is None else cell(reading.value)
            shown.add_row(
                reading.pollutant_code, reading.statistic, Text(value), reading.unit or "", reading.flag or ""
            )
        out.print(Padding(shown, (0, 0, 0, 8)))
    else:
        out.print()


def _header(frame: "Frame") -> str:
    fields = (
        ("MN", frame.mn),
        ("ST", frame.st),
        ("CN", frame.cn),
        ("QN", frame.qn),
        ("DataTime", _local(frame.data_time)),
    )
    return "  ".join(f"{name}={value}" for name, value in fields if value is not None)
