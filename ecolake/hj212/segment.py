"""A data segment: its header fields and its data area, as text with meaning.

`QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;[PNUM=…;PNO=…;]CP=&&data area&&`, HJ 212-2017 6.3.2. Where the segment stands in a line
and whether its checksum holds is the business of `ecolake.hj212.envelope`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ecolake.hj212.faults import FrameError, excerpt
from ecolake.hj212.readings import Area, RawReading, read_area
from ecolake.hj212.times import MILLISECONDS, read_time
from ecolake.hj212.vocabulary import Vocabulary

OPENING: Final = "CP=&&"
CLOSING: Final = "&&"
SPLIT: Final = 0b10  # bit D of Flag: the packet carries PNUM and PNO

_LOOSE_OPENING: Final = re.compile(r"CP\s*=\s*&&", re.IGNORECASE)
_ELLIPSIS: Final = re.compile(r"[;,]?\s*(?:…+|\.{3,})\s*(?=[;,]|\Z)")
_DEVICE: Final = re.compile(r"[0-9A-F]{24}|[0-9A-Za-z]{14}")
_EDITIONS: Final = {
    0: "HJ/T 212-2005",
    1: "HJ 212-2017",
    # The national surface-water stations used V=2 years before HJ 212-2025 took it: the bits alone do not tell.
    2: "HJ 212-2025 / 地表水2017",
}


@dataclass(slots=True)
class Segment:
    """What a data segment says; the values of readings are still text.

    Attributes:
        fields: Header values by the standard's names; a name that was not sent is absent.
        flag: Flag as a number, None when absent or unreadable.
        packet_count: PNUM.
        packet_number: PNO.
        data_time: DataTime in UTC, None when there is none or it is unreadable (then it is among the parameters).
        readings: As `ecolake.hj212.readings` reads them.
        parameters: Name and text of what is neither header nor reading, a readable DataTime excluded.
        deviations: Codes of `hj212_deviation`.
    """

    fields: dict[str, str]
    flag: int | None
    packet_count: int | None
    packet_number: int | None
    data_time: datetime | None
    readings: list[RawReading]
    parameters: list[tuple[str, str]]
    deviations: set[str]

    @property
    def edition(self) -> str | None:
        """The edition that the version bits of Flag name."""
        if self.flag is None:
            return None
        return _EDITIONS.get(self.flag >> 2, f"V={self.flag >> 2}")


def read_segment(segment: bytes, vocabulary: Vocabulary, *, framed: bool = True) -> Segment:
    """Read a data segment.

    Args:
        segment: From its first field to the closing `&&`.
        vocabulary: The names it may use.
        framed: False for a segment out of a document, where `…` may stand for left-out items.

    Raises:
        FrameError: malformed or unknown_field; for an unframed one also truncated.
    """
    deviations: set[str] = set()
    header, area_text = _halves(_text(segment, deviations), deviations, framed=framed)
    fields, parameters = _read_header(header, vocabulary, deviations)
    area = read_area(area_text, vocabulary)
    deviations |= area.deviations
    _check_values(fields, vocabulary, deviations)
    flag = _number(fields, "Flag", 255, "unreadable_flag", deviations)
    count = _number(fields, "PNUM", 9999, "unreadable_packet_number", deviations)
    number = _number(fields, "PNO", 9999, "unreadable_packet_number", deviations)
    _check_packets(header, fields, flag, deviations)
    data_time = _take_data_time(area, deviations)
    return Segment(fields, flag, count, number, data_time, area.readings, parameters + area.parameters, deviations)


def _text(segment: bytes, deviations: set[str]) -> str:
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        deviations.add("non_utf8")
        return segment.decode("utf-8", "backslashreplace")


def _halves(text: str, deviations: set[str], *, framed: bool) -> tuple[str, str]:
    """Header and data area."""
    header, opened, area = text.partition(OPENING)
    if not opened:
        loose = _LOOSE_OPENING.search(text)
        if loose is None:
            raise FrameError("malformed", seen_zh="没有“CP=&&”", seen="there is no 'CP=&&'")
        deviations.add("field_case" if "CP" not in loose[0] else "blank")
        header, area = text[: loose.start()], text[loose.end() :]
    if not area.endswith(CLOSING):
        if not framed:
            raise FrameError("truncated", declared="-", actual=len(text.encode()))
        raise FrameError("malformed", seen_zh="数据区没有以“&&”结束", seen="the data area does not end with '&&'")
    area = area[: -len(CLOSING)]
    if area[:1].isspace() or area[-1:].isspace():
        deviations.add("blank")
        area = area.strip()
    if not framed and _ELLIPSIS.search(area):
        deviations.add("ellipsis")
        area = _ELLIPSIS.sub("", area)
    return header, area


def _header_parts(header: str, deviations: set[str]) -> Iterator[tuple[str, str]]:
    if "," in header:
        deviations.add("comma_in_header")
        header = header.replace(",", ";")
    if header and header[-1] != ";":
        deviations.add("missing_separator")
        header += ";"
    for part in header[:-1].split(";"):
        if not part.strip():
            deviations.add("stray_separator")
            continue
        name, equals, value = part.partition("=")
        if not equals or "=" in value:
            seen = excerpt(part)
            raise FrameError("malformed", seen_zh=f"段头字段“{seen}”不是“名称=值”", seen=f"header field '{seen}'")
        if " " in part:
            deviations.add("blank")
        yield name.strip(), value.strip()


def _read_header(
    header: str, vocabulary: Vocabulary, deviations: set[str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    fields: dict[str, str] = {}
    parameters: list[tuple[str, str]] = []
    for name, value in _header_parts(header, deviations):
        meaning = vocabulary.header(name)
        deviations.update(meaning.deviations)
        if meaning.kind == "unknown":
            raise FrameError("unknown_field", seen=excerpt(name), where_zh="段头", where_en="header")
        if meaning.kind == "parameter" or "extension_field" in meaning.deviations:
            parameters.append((meaning.name, value))
        elif meaning.name in fields:
            deviations.add("repeated_field")
        else:
            fields[meaning.name] = value
    return fields, parameters


def _check_values(fields: dict[str, str], vocabulary: Vocabulary, deviations: set[str]) -> None:
    for name in ("QN", "ST", "CN", "MN", "Flag"):
        if name not in fields:
            deviations.add(f"missing_{name.lower()}")
    number = fields.get("QN", "")
    sound = {
        "QN": len(number) == MILLISECONDS and number.isascii() and number.isdigit(),
        "ST": fields.get("ST") in vocabulary.systems,
        "CN": fields.get("CN") in vocabulary.commands,
        "PW": len(fields.get("PW", "")) == 6,
        "MN": _DEVICE.fullmatch(fields.get("MN", "")) is not None,
    }
    for name, holds in sound.items():
        if not holds and name in fields:
            deviations.add(f"nonstandard_{name.lower()}")


def _number(fields: dict[str, str], name: str, largest: int, fault: str, deviations: set[str]) -> int | None:
    digits = fields.get(name)
    if digits is None:
        return None
    if len(digits) <= 4 and digits.isascii() and digits.isdigit() and int(digits) <= largest:
        return int(digits)
    deviations.add(fault)
    return None


def _check_packets(header: str, fields: dict[str, str], flag: int | None, deviations: set[str]) -> None:
    if flag is not None and flag & SPLIT and not ("PNUM" in fields and "PNO" in fields):
        deviations.add("missing_packet_number")
    if "PNO" not in fields:
        return
    if header.find("PNO=") < header.find("PNUM="):
        deviations.add("packet_order")
    if any(len(fields.get(name, "")) > 1 and fields[name][0] == "0" for name in ("PNUM", "PNO")):
        deviations.add("packet_padding")


def _take_data_time(area: Area, deviations: set[str]) -> datetime | None:
    """The first DataTime leaves the parameters if it can be read; further ones stay there."""
    places = [place for place, (name, _) in enumerate(area.parameters) if name == "DataTime"]
    if not places:
        return None
    if len(places) > 1:
        deviations.add("several_data_times")
    digits = area.parameters[places[0]][1]
    moment = read_time(digits)
    if moment is None:
        deviations.add("unreadable_data_time")
        return None
    if len(digits) == MILLISECONDS:
        deviations.add("data_time_17")
    del area.parameters[places[0]]
    return moment
