"""Lines of a gateway's log to frames: the protocol's public face.

Only the joining of envelope, segment and values belongs here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO, Literal

from ecolake.hj212.envelope import Envelope, open_line
from ecolake.hj212.faults import FrameError, show
from ecolake.hj212.identity import read_identity
from ecolake.hj212.lines import open_log
from ecolake.hj212.prefix import read_prefix
from ecolake.hj212.readings import RawReading
from ecolake.hj212.segment import Segment, read_segment
from ecolake.hj212.values import read_decimal
from ecolake.hj212.vocabulary import Vocabulary, default_vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one factor.

    Attributes:
        pollutant_code: Factor code, as the code list spells it.
        statistic: Rtd, Min, Avg, Max, Cou, their converted forms (Zs…), RS, RT, Data, DayData, NightData
            or an extension.
        value: The number; None when the text spells none.
        unit: Unit that the standard prints for the factor (a device may be set otherwise), None where it
            prints none.
        flag: Data flag, None when not sent.
        raw: The text as sent.
        sample_time: When the sample was taken (UTC), None when not sent or unreadable.
    """

    pollutant_code: str
    statistic: str
    value: Decimal | None
    unit: str | None
    flag: str | None
    raw: str
    sample_time: datetime | None


@dataclass(frozen=True, slots=True)
class Frame:
    r"""One frame, accepted or rejected.

    A rejected frame has reason, reason_zh, reason_en, text and digest, and for finding its device qn, st, cn, mn
    and data_time as far as they can be read; the rest of its content is not read.

    Attributes:
        status: Whether the protocol lets the frame through.
        reason: Code of `hj212_reason`, None for an accepted frame.
        reason_zh: What is wrong, why and what to do, in Chinese.
        reason_en: The same in English.
        text: The frame as received; bytes that are no text as `\xNN`.
        digest: SHA-256 of the data segment (of the text where no segment was found), hexadecimal.
        deviations: Codes of `hj212_deviation`, sorted.
        qn: Request number.
        st: System code.
        cn: Command code.
        mn: Device number.
        flag: Flag as a number.
        pnum: Number of packets.
        pno: Number of this packet.
        protocol_edition: Edition that the version bits of Flag name.
        data_time: DataTime in UTC; for minute, hour and day data the start of the period, else the moment.
        readings: Values in the order sent.
        parameters: Name and text of what is neither header nor reading.
        received_at: When the gateway received the frame (UTC), from the prefix.
        device_address: From where, from the prefix.
    """

    status: Literal["accepted", "rejected"]
    reason: str | None
    reason_zh: str | None
    reason_en: str | None
    text: str
    digest: str
    deviations: tuple[str, ...] = ()
    qn: str | None = None
    st: str | None = None
    cn: str | None = None
    mn: str | None = None
    flag: int | None = None
    pnum: int | None = None
    pno: int | None = None
    protocol_edition: str | None = None
    data_time: datetime | None = None
    readings: tuple[Reading, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    received_at: datetime | None = None
    device_address: str | None = None


def decode_line(
    line: bytes | str, *, bare_segments: bool = False, vocabulary: Vocabulary | None = None
) -> list[Frame]:
    """Decode the frames of one line.

    Args:
        line: A line of a log; it may have a prefix before `##`, and several frames glued together.
        bare_segments: Take a line without `##` as a data segment out of a document (deviation `unframed`).
        vocabulary: Code lists; those of this installation when left out. Pass `default_vocabulary()` when
            decoding many lines: looking whether the lists have changed takes longer than a frame.

    Returns:
        One frame each, accepted or rejected; none for a blank line. Never raises for what a line holds.
    """
    data = line.encode("utf-8", "backslashreplace") if isinstance(line, str) else line
    if not data.strip():
        return []
    words = vocabulary or default_vocabulary()
    return [_decode(envelope, words) for envelope in open_line(data, bare_segments=bare_segments)]


def decode_log(
    log: BinaryIO, *, bare_segments: bool = False, vocabulary: Vocabulary | None = None
) -> Iterator[tuple[int, Frame]]:
    """Decode the frames of a log as `decode_line` does, each with the number of its line, from 1."""
    words = vocabulary or default_vocabulary()
    for number, envelope in open_log(log, bare_segments=bare_segments):
        yield number, _decode(envelope, words)


def _decode(envelope: Envelope, vocabulary: Vocabulary) -> Frame:
    if envelope.fault is not None or envelope.segment is None:
        return _rejected(envelope, envelope.fault or FrameError("truncated", declared="-", actual=0))
    framed = "unframed" not in envelope.deviations
    try:
        segment = read_segment(envelope.segment, vocabulary, framed=framed)
    except FrameError as fault:
        return _rejected(envelope, fault)
    return _accepted(envelope, segment)


def _rejected(envelope: Envelope, fault: FrameError) -> Frame:
    digest = sha256(envelope.text if envelope.segment is None else envelope.segment).hexdigest()
    said = read_identity(envelope.text)
    return Frame(
        "rejected",
        fault.code,
        fault.zh,
        fault.en,
        text=show(envelope.text),
        digest=digest,
        qn=said.qn,
        st=said.st,
        cn=said.cn,
        mn=said.mn,
        data_time=said.data_time,
    )


def _accepted(envelope: Envelope, segment: Segment) -> Frame:
    received_at, address, understood = read_prefix(envelope.prefix)
    deviations = segment.deviations.union(envelope.deviations)
    if not understood:
        deviations.add("unreadable_prefix")
    header = segment.header
    return Frame(
        "accepted",
        None,
        None,
        None,
        text=show(envelope.text),
        digest=sha256(envelope.segment or b"").hexdigest(),
        deviations=tuple(sorted(deviations)),
        qn=segment.qn,
        st=header.st,
        cn=header.cn,
        mn=header.mn,
        flag=header.flag,
        pnum=header.packet_count,
        pno=header.packet_number,
        protocol_edition=header.edition,
        data_time=segment.data_time,
        readings=tuple(_reading(raw) for raw in segment.readings),
        parameters=tuple(segment.parameters),
        received_at=received_at,
        device_address=address,
    )


def _reading(raw: RawReading) -> Reading:
    field, text, flag, sample_time = raw
    code, statistic = field.code or "", field.statistic or ""
    return Reading(code, statistic, read_decimal(text), field.unit, flag, text, sample_time)
