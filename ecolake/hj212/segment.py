"""A data segment: its header fields and its data area, as text with meaning.

`QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;[PNUM=…;PNO=…;]CP=&&data area&&`, HJ 212-2017 6.3.2. Where the segment
stands in a line and whether its checksum holds is the business of `ecolake.hj212.envelope`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ecolake.hj212.faults import FrameError
from ecolake.hj212.header import Header, read_header
from ecolake.hj212.readings import Area, RawReading, read_area
from ecolake.hj212.times import MILLISECONDS, read_time
from ecolake.hj212.vocabulary import Vocabulary

OPENING: Final = "CP=&&"
CLOSING: Final = "&&"

_LOOSE_OPENING: Final = re.compile(r"CP\s*=\s*&&", re.IGNORECASE)
# The annex prints `…` for left-out items. Inside the text of an Info (between `//`) it is a word of that text.
_ELLIPSIS: Final = re.compile(r"//.*?//|[;,]?\s*(?:…+|\.{3,})\s*(?=[;,]|\Z)", re.DOTALL)
_SOUND_QN: Final = re.compile(r"QN=([0-9]{17})(?:;|\Z)", re.ASCII)


@dataclass(slots=True)
class Segment:
    """What a data segment says; the values of readings are still text.

    Attributes:
        qn: Request number.
        header: The other header fields.
        data_time: DataTime in UTC, None when there is none or it is unreadable (then it is a parameter).
        readings: As `ecolake.hj212.readings` reads them.
        parameters: Name and text of what is neither header nor reading, a readable DataTime excluded.
        deviations: Codes of `hj212_deviation`.
    """

    qn: str | None
    header: Header
    data_time: datetime | None
    readings: list[RawReading]
    parameters: list[tuple[str, str]]
    deviations: set[str]


def read_segment(segment: bytes, vocabulary: Vocabulary, *, framed: bool = True) -> Segment:
    """Read a data segment.

    Args:
        segment: From its first field to the closing `&&`.
        vocabulary: The names it may use.
        framed: False for a segment out of a document: without `&&` at its end it was cut off.

    Raises:
        FrameError: malformed or unknown_field; for an unframed one also truncated.
    """
    deviations: set[str] = set()
    head, text = _halves(_text(segment, deviations), deviations, framed=framed)
    sound = _SOUND_QN.match(head)
    header = read_header(head[sound.end() :] if sound else head, vocabulary)
    qn = sound[1] if sound else header.qn
    _check_qn(qn, header, deviations, sound=sound is not None)
    area = read_area(text, vocabulary)
    data_time = _take_data_time(area)
    deviations |= header.deviations | area.deviations
    return Segment(qn, header, data_time, area.readings, [*header.parameters, *area.parameters], deviations)


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
        deviations.add("blank" if "CP" in loose[0] else "field_case")
        header, area = text[: loose.start()], text[loose.end() :]
    if not area.endswith(CLOSING):
        if not framed:
            raise FrameError("truncated", declared="-", actual=len(text.encode()))
        raise FrameError("malformed", seen_zh="数据区没有以“&&”结束", seen="there is no closing '&&'")
    area = area[: -len(CLOSING)]
    if area[:1].isspace() or area[-1:].isspace():
        deviations.add("blank")
        area = area.strip()
    return header, _without_ellipsis(area, deviations)


def _without_ellipsis(area: str, deviations: set[str]) -> str:
    if "…" not in area and "..." not in area:
        return area
    left = _ELLIPSIS.sub(lambda found: found[0] if found[0].startswith("//") else "", area)
    if left == area:
        return area
    deviations.add("ellipsis")
    return left[1:] if left[:1] in (";", ",") else left


def _check_qn(qn: str | None, header: Header, deviations: set[str], *, sound: bool) -> None:
    if qn is None:
        deviations.add("missing_qn")
    elif sound:
        deviations.update(["repeated_field"] if header.qn is not None else [])
    elif not _SOUND_QN.fullmatch(f"QN={qn}"):
        deviations.add("nonstandard_qn")


def _take_data_time(area: Area) -> datetime | None:
    """The first DataTime leaves the parameters if it can be read; further ones stay there."""
    places = [place for place, (name, _) in enumerate(area.parameters) if name == "DataTime"]
    if not places:
        return None
    if len(places) > 1:
        area.deviations.add("several_data_times")
    digits = area.parameters[places[0]][1]
    moment = read_time(digits)
    if moment is None:
        area.deviations.add("unreadable_data_time")
        return None
    if len(digits) == MILLISECONDS:
        area.deviations.add("data_time_17")
    del area.parameters[places[0]]
    return moment
