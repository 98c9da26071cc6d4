"""The sensor gateway: one log an hour of the HJ 212-2017 frames that it received.

Belongs here: which frames a device sends when, the log's lines and its faults.
Does not belong here: the values (``measurements``), the frame and its CRC (``hj212_encoder``).

A line is ``2026-03-02T08:00:05.120+08:00 10.20.0.17 ##0285QN=...&&C181``; frames end with their own CR LF.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from simulator.files import FeedFile
from simulator.hj212_encoder import crc, frame, modbus_crc
from simulator.measurements import SLOTS, Day, Device, at_standard_oxygen, devices, measure, period_flag
from simulator.noise import FUTURE_YEAR, Fault, choose
from simulator.world import World

DATASET = "iot.hj212_frame"

_SLOT_MINUTES = 5
_SYSTEM_CODE = {"water": "32", "air": "31"}
_REAL_TIME_SLOTS = {"water": 1, "air": 2}  # real-time data every 5 and every 10 minutes


class Period(NamedTuple):
    """A command code that reports periods, and how many five-minute slots one has."""

    command: str
    slots: int


_PERIODS = (Period("2051", 2), Period("2061", 12))


@dataclass(frozen=True)
class Line:
    """A line of the log before it is written: when it was received, from where, and the frame."""

    received_at: datetime
    address: str
    segment: str
    text: str

    def encoded(self) -> bytes:
        """Return the line as the log has it."""
        stamp = self.received_at.isoformat(timespec="milliseconds")
        return f"{stamp}+08:00 {self.address} {self.text}\r\n".encode("ascii")


def files(world: World, day: date) -> Iterator[FeedFile]:
    """Yield the logs of a day, hour by hour: ``iot/gateway_<YYYYMMDDHH>.log``."""
    lines = [line for line in _received(world, day) if line.received_at.hour < world.hours]
    rng = Random(f"{DATASET}/noise/{world.seed}/{day}")
    kinds = choose(
        rng,
        DATASET,
        len(lines),
        {
            # Received again some seconds later, in the same hour.
            "resent": lambda row: lines[row].received_at.minute < 59,
            "same_rows_other_file": lambda row: lines[row].received_at.hour < world.hours - 1,
        },
    )
    hours: list[list[tuple[Line, str]]] = [[] for _ in range(world.hours)]
    for row, line in enumerate(lines):
        hour, kind = line.received_at.hour, kinds.get(row, "")
        if kind in ("duplicate", "resent", "same_rows_other_file"):
            hours[hour].append((line, ""))
            hours[hour + (kind == "same_rows_other_file")].append((_repeat(line, kind), kind))
        else:
            hours[hour].append((_spoil(line, kind, rng), kind))
    for hour, written in enumerate(hours):
        # The sort is stable: a line written twice stays behind its original.
        written.sort(key=lambda pair: pair[0].received_at)
        name = f"gateway_{day:%Y%m%d}{hour:02d}.log"
        faults = [
            Fault("iot", "hj212_frame", name, row, kind, line.segment[:20])
            for row, (line, kind) in enumerate(written, start=1)
            if kind
        ]
        yield FeedFile(f"iot/{name}", b"".join(line.encoded() for line, _ in written), len(written), faults)


def _repeat(line: Line, kind: str) -> Line:
    return replace(line, received_at=line.received_at + timedelta(seconds=11)) if kind == "resent" else line


def _spoil(line: Line, kind: str, rng: Random) -> Line:
    segment = line.segment
    if kind == "future_timestamp":
        begin = segment.index("DataTime=") + len("DataTime=")
        return replace(line, text=frame(f"{segment[:begin]}{FUTURE_YEAR}{segment[begin + 4 :]}"))
    if kind == "missing_required":
        before, _, rest = segment.partition("MN=")
        return replace(line, text=frame(before + rest.partition(";")[2]))
    if kind == "modbus_crc":
        return replace(line, text=frame(segment, modbus_crc(segment.encode("ascii"))))
    if kind == "corrupted":
        place = rng.choice(
            [at for at, character in enumerate(segment) if character.isdigit() and at > segment.index("CP=")]
        )
        other = segment[:place] + str((int(segment[place]) + 5) % 10) + segment[place + 1 :]
        return replace(line, text=frame(other, crc(segment.encode("ascii"))))
    if kind == "truncated":
        return replace(line, text=line.text[: rng.randrange(60, len(line.text) - 12)])
    return line


def _received(world: World, day: date) -> list[Line]:
    """Return the good lines that arrive on a day, in their order."""
    lines = []
    for device in devices(world):
        rng = Random(f"{DATASET}/{world.seed}/{day}/{device.number}")
        today, yesterday = measure(world, device, day), measure(world, device, day - timedelta(days=1))
        lines += _real_time(rng, device, day, today)
        for period in _PERIODS:
            # What the last period of a day came to arrives on the next one.
            lines += _periods(rng, device, period, day - timedelta(days=1), yesterday, last=True)
            lines += _periods(rng, device, period, day, today, last=False)
    return sorted(lines, key=lambda line: (line.received_at, line.segment))


def _real_time(rng: Random, device: Device, day: date, measured: Day) -> list[Line]:
    midnight = datetime.combine(day, time())
    converted = at_standard_oxygen(device, measured.values) if device.medium == "air" else measured.values
    lines = []
    for slot in range(0, SLOTS, _REAL_TIME_SLOTS[device.medium]):
        items = []
        for place, factor in enumerate(device.factors):
            texts = [f"{factor.code}-Rtd={measured.values[slot, place]:.{factor.decimals}f}"]
            if factor.converted:
                texts.append(f"{factor.code}-ZsRtd={converted[slot, place]:.{factor.decimals}f}")
            items.append(",".join([*texts, f"{factor.code}-Flag={measured.flags[slot]}"]))
        at = midnight + timedelta(minutes=_SLOT_MINUTES * slot)
        lines.append(_line(rng, device, "2011", (at, at), items))
    return lines


def _periods(
    rng: Random, device: Device, period: Period, day: date, measured: Day, *, last: bool
) -> list[Line]:
    """Return the frames of a day's periods: the last one, or all but the last one."""
    midnight = datetime.combine(day, time())
    shape = (SLOTS // period.slots, period.slots, len(device.factors))
    values = measured.values.reshape(shape)
    summary = {"Min": values.min(axis=1), "Avg": values.mean(axis=1), "Max": values.max(axis=1)}
    if device.medium == "air":
        converted = at_standard_oxygen(device, measured.values).reshape(shape)
        summary |= {
            "ZsMin": converted.min(axis=1),
            "ZsAvg": converted.mean(axis=1),
            "ZsMax": converted.max(axis=1),
        }
    seconds = period.slots * _SLOT_MINUTES * 60
    # Flow: m3 of waste water from L/s, m3 of flue gas from m3/s. Mass: kg from mg/L and from mg/m3.
    volume = summary["Avg"][:, 0] * seconds / (1000 if device.medium == "water" else 1)
    per_volume = 1e-3 if device.medium == "water" else 1e-6
    lines = []
    for index in range(shape[0] - 1, shape[0]) if last else range(shape[0] - 1):
        flag = period_flag(device.medium, measured.flags[index * period.slots : (index + 1) * period.slots])
        items = []
        for place, factor in enumerate(device.factors):
            code, texts = factor.code, []
            if factor.total:
                total = (
                    volume[index] if place == 0 else summary["Avg"][index, place] * volume[index] * per_volume
                )
                texts.append(f"{code}-Cou={total:.3f}")
            texts += [
                f"{code}-{name}={numbers[index, place]:.{factor.decimals}f}"
                for name, numbers in summary.items()
                if factor.converted or not name.startswith("Zs")
            ]
            items.append(",".join([*texts, f"{code}-Flag={flag}"]))
        begin = midnight + timedelta(seconds=seconds * index)
        end = begin + timedelta(seconds=seconds)
        lines.append(_line(rng, device, period.command, (begin, end), items))
    return lines


def _line(
    rng: Random, device: Device, command: str, times: tuple[datetime, datetime], items: list[str]
) -> Line:
    """Return a frame and when it was received.

    ``times``: the DataTime, which for a period is its start, and when the frame is due, after the
    period's end.
    """
    data_time, due = times
    sent = due + timedelta(milliseconds=rng.randrange(800, 40_000))
    header = (
        f"QN={sent:%Y%m%d%H%M%S}{sent.microsecond // 1000:03d};ST={_SYSTEM_CODE[device.medium]};CN={command};"
        f"PW=123456;MN={device.number};Flag=5"
    )
    segment = f"{header};CP=&&DataTime={data_time:%Y%m%d%H%M%S};{';'.join(items)}&&"
    received = sent + timedelta(milliseconds=rng.randrange(40, 900))
    return Line(received, f"10.20.{device.place // 200}.{device.place % 200 + 10}", segment, frame(segment))
