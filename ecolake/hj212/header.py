"""The header fields of a segment: who sent it, what kind it is, and which packet of how many.

`ST=…;CN=…;PW=…;MN=…;Flag=…;[PNUM=…;PNO=…;]`, HJ 212-2017 6.3.2 table 3. The password PW is checked for its
form and then dropped: nothing downstream may hold it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ecolake.hj212.faults import FrameError, excerpt
from ecolake.hj212.vocabulary import Vocabulary

SPLIT: Final = 0b10  # bit D of Flag: the packet carries PNUM and PNO
_DEVICE: Final = re.compile(r"[0-9A-F]{24}|[0-9A-Za-z]{14}")
_EDITIONS: Final = {
    0: "HJ/T 212-2005",
    1: "HJ 212-2017",
    # The national surface-water stations used V=2 years before HJ 212-2025: the bits alone do not tell.
    2: "HJ 212-2025 / 地表水2017",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What the fields before `CP=` say.

    Attributes:
        qn: Request number; segments that begin with a sound one are read without it.
        st: System code.
        cn: Command code.
        mn: Device number.
        flag: Flag as a number, None when absent or unreadable.
        packet_count: PNUM.
        packet_number: PNO.
        parameters: Name and text of fields that the standard does not put here.
        deviations: Codes of `hj212_deviation`.
    """

    qn: str | None
    st: str | None
    cn: str | None
    mn: str | None
    flag: int | None
    packet_count: int | None
    packet_number: int | None
    parameters: tuple[tuple[str, str], ...]
    deviations: frozenset[str]

    @property
    def edition(self) -> str | None:
        """The edition that the version bits of Flag name."""
        if self.flag is None:
            return None
        return _EDITIONS.get(self.flag >> 2, f"V={self.flag >> 2}")


# A device sends the same header every minute but for its QN, which is why the QN stays outside.
@lru_cache(maxsize=8192)
def read_header(text: str, vocabulary: Vocabulary) -> Header:
    """Read header fields.

    Args:
        text: What stands before `CP=`, without a leading QN that is sound.
        vocabulary: The names it may use.

    Raises:
        FrameError: malformed or unknown_field.
    """
    deviations: set[str] = set()
    fields: dict[str, str] = {}
    parameters: list[tuple[str, str]] = []
    for name, value in _parts(text, deviations):
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
    _check_values(fields, vocabulary, deviations)
    flag = _number(fields, "Flag", 255, "unreadable_flag", deviations)
    count = _number(fields, "PNUM", 9999, "unreadable_packet_number", deviations)
    number = _number(fields, "PNO", 9999, "unreadable_packet_number", deviations)
    _check_packets(fields, flag, deviations)
    qn, st, cn, mn = (fields.get(name) or None for name in ("QN", "ST", "CN", "MN"))
    return Header(qn, st, cn, mn, flag, count, number, tuple(parameters), frozenset(deviations))


def _parts(text: str, deviations: set[str]) -> Iterator[tuple[str, str]]:
    if "," in text:
        deviations.add("comma_in_header")
        text = text.replace(",", ";")
    if text and text[-1] != ";":
        deviations.add("missing_separator")
        text += ";"
    for part in text.split(";")[:-1]:
        if not part.strip():
            deviations.add("stray_separator")
            continue
        name, equals, value = part.partition("=")
        if not equals or "=" in value:
            seen = excerpt(part)
            zh, en = f"段头“{seen}”不是“名称=值”", f"'{seen}' in the header is no 'name=value'"
            raise FrameError("malformed", seen_zh=zh, seen=en)
        if " " in part:
            deviations.add("blank")
        yield name.strip(), value.strip()


def _check_values(fields: dict[str, str], vocabulary: Vocabulary, deviations: set[str]) -> None:
    # An empty field says as little as none; an empty PW is the habit of devices that have no password.
    sent = {name for name, value in fields.items() if value or name in ("PW", "Flag")}
    deviations.update(f"missing_{name.lower()}" for name in ("ST", "CN", "MN", "Flag") if name not in sent)
    sound = {
        "ST": fields.get("ST") in vocabulary.systems,
        "CN": fields.get("CN") in vocabulary.commands,
        "PW": len(fields.get("PW", "")) == 6,
        "MN": _DEVICE.fullmatch(fields.get("MN", "")) is not None,
    }
    deviations.update(f"nonstandard_{name.lower()}" for name in sound if name in sent and not sound[name])


def _number(fields: dict[str, str], name: str, largest: int, fault: str, deviations: set[str]) -> int | None:
    digits = fields.get(name)
    if digits is None:
        return None
    if len(digits) <= 4 and digits.isascii() and digits.isdigit() and int(digits) <= largest:
        return int(digits)
    deviations.add(fault)
    return None


def _check_packets(fields: dict[str, str], flag: int | None, deviations: set[str]) -> None:
    packets = [name for name in fields if name in ("PNUM", "PNO")]  # in the order sent
    if flag is not None and flag & SPLIT and len(packets) < 2:
        deviations.add("missing_packet_number")
    if packets == ["PNO", "PNUM"]:
        deviations.add("packet_order")
    if any(len(fields[name]) > 1 and fields[name][0] == "0" for name in packets):
        deviations.add("packet_padding")
