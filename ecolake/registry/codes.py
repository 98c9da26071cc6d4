"""Examine a code: what it is, and if it is not right, which part of it is wrong and what it should be.

Unified social credit codes (GB 32100-2015 with GB 11714-1997 inside), organisation codes, the 22 characters of a permit number
(HJ 608-2017), provisional codes of the trial rule of 2017, sub-codes of facilities and outlets, monitoring devices (HJ 212-2017).
Belongs here: one code at a time, for a person. Does not belong here: whole columns (`standards.check_characters`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from stdnum import numdb
from stdnum.cn import uscc

from ecolake.standards.check_characters import CLASSES
from ecolake.standards.identifiers import USCC_LENGTH, organisation_check_character
from ecolake.standards.model_base import Text

Kind = Literal[
    "enterprise",
    "site",
    "provisional",
    "organisation",
    "facility",
    "treatment",
    "outlet",
    "device",
    "unknown",
]
# GB 32100-2015: I, O, Z, S and V are not used.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SITE_LENGTH = 22
# Bodies registered with the central authorities carry the code of no province.
_NATIONAL = "10"
_PROVISIONAL = re.compile(r"H9(\d{6})(?:0000(\d{5})|([0-9A-Z]{8}[0-9X]))([a-hj-np-z])\Z")
_SUB_CODES: tuple[tuple[Kind, str], ...] = (
    ("facility", r"MF\d{4}"),
    ("treatment", r"T[AWNS]\d{3}"),
    ("outlet", r"D[AW]\d{3}"),
)
_DEVICE = re.compile(r"[0-9A-F]{24}\Z")
_OLD_DEVICE = re.compile(r"[0-9A-Z]{14}\Z")


@dataclass(frozen=True)
class Examined:
    """What was found.

    Attributes:
        code: The code in one width and case, without blanks and hyphens.
        kind: What it is, by its form.
        faults: What is wrong with it; it is valid if there is nothing.
        doubts: What is odd, but happens.
    """

    code: str
    kind: Kind
    faults: tuple[Text, ...] = ()
    doubts: tuple[Text, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults and self.kind != "unknown"


def examine(text: str) -> Examined:
    """Say what a code is and what is wrong with it."""
    plain = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text))
    if plain[:2].upper() == "H9" and len(plain) == USCC_LENGTH:
        return _provisional("H9" + plain[2:17].upper() + plain[17:])
    code = plain.upper()
    by_length: dict[int, Callable[[str], Examined]] = {
        USCC_LENGTH: _enterprise,
        _SITE_LENGTH: _site,
        9: _organisation,
        24: _device,
        14: _device,
    }
    for kind, form in _SUB_CODES:
        if re.fullmatch(form, code):
            return Examined(code, kind)
        if len(code) > _SITE_LENGTH and re.fullmatch(f".{{{_SITE_LENGTH}}}{form}", code):
            site = _site(code[:_SITE_LENGTH])
            return Examined(code, kind, site.faults, site.doubts)
    if len(code) in by_length:
        return by_length[len(code)](code)
    return Examined(code, "unknown", (_length(code),))


def _length(code: str) -> Text:
    return Text(
        zh=f"长度 {len(code)} 位：统一社会信用代码 18 位，固定污染源代码 22 位，组织机构代码 9 位，设备 MN 号 24 位",
        en=f"it has {len(code)} characters; a unified social credit code has 18, the code of a site 22, an organisation code 9, "
        "a device 24",
    )


def _enterprise(code: str) -> Examined:
    faults, doubts = _uscc_faults(code)
    return Examined(code, "enterprise", tuple(faults), tuple(doubts))


def _uscc_faults(code: str) -> tuple[list[Text], list[Text]]:
    strange = sorted({one for one in code if one not in _ALPHABET})
    if strange:
        shown = " ".join(strange)
        return [
            Text(zh=f"含有不使用的字符 {shown}（GB 32100-2015）", en=f"GB 32100-2015 does not use {shown}")
        ], []
    faults, doubts = [], []
    if code[:2] not in CLASSES:
        faults.append(
            Text(
                zh=f"第 1～2 位 {code[:2]} 不是登记管理部门与机构类别（GB 32100-2015）",
                en=f"its first two characters {code[:2]} are no registering department and kind of body",
            )
        )
    division_faults, division_doubts = _division(code[2:8])
    faults += division_faults
    doubts += division_doubts
    inner = organisation_check_character(code[8:16])
    if code[16] != inner:
        faults.append(_check(17, "GB 11714-1997", "组织机构代码", "inner", code[16], inner))
    outer = str(uscc.calc_check_digit(code[:17]))
    if code[17] != outer:
        faults.append(_check(18, "GB 32100-2015", "统一社会信用代码", "outer", code[17], outer))
    return faults, doubts


def _check(place: int, standard: str, of: str, which: str, found: str, right: str) -> Text:
    return Text(
        zh=f"第 {place} 位{of}校验码应为 {right}，实为 {found}（{standard}）",
        en=f"the {which} check character, at {place}, is {found} and should be {right} ({standard})",
    )


def _division(code: str) -> tuple[list[Text], list[Text]]:
    """Judge six digits of GB/T 2260; a county that is not known may be one of other years, and is no fault."""
    if not code.isdigit():
        return [
            Text(
                zh=f"第 3～8 位 {code} 不是行政区划代码", en=f"its characters 3 to 8, {code}, are no division"
            )
        ], []
    if code[:2] == _NATIONAL:
        return [], []
    if not _known(code, "province"):
        return [
            Text(
                zh=f"行政区划 {code} 不存在：没有以 {code[:2]} 开头的省",
                en=f"the division {code} does not exist: no province begins with {code[:2]}",
            )
        ], []
    if _known(code, "county"):
        return [], []
    if not _known(f"{code[:4]}00", "county"):
        return [
            Text(
                zh=f"行政区划 {code} 不存在：没有以 {code[:4]} 开头的市",
                en=f"the division {code} does not exist: no city begins with {code[:4]}",
            )
        ], []
    return [], [
        Text(
            zh=f"行政区划 {code} 不在已知的现行或曾用县级代码中",
            en=f"no county that is or was has the code {code}",
        )
    ]


def _known(division: str, level: str) -> bool:
    """Whether GB/T 2260 has or had it, by the list of python-stdnum."""
    return any(level in said for _, said in numdb.get("cn/loc").info(division))


def _site(code: str) -> Examined:
    body = code[:USCC_LENGTH]
    faults, doubts = ([], []) if _PROVISIONAL.match(body[:17] + body[17].lower()) else _uscc_faults(body)
    if not re.fullmatch(r"\d{3}[A-Z]", code[USCC_LENGTH:]):
        faults.append(
            Text(
                zh="第 19～21 位应为三位顺序码，第 22 位为标识字母（HJ 608-2017）",
                en="characters 19 to 21 are three digits, and 22 is a letter (HJ 608-2017)",
            )
        )
    return Examined(code, "site", tuple(faults), tuple(doubts))


def _provisional(code: str) -> Examined:
    match = _PROVISIONAL.match(code)
    if not match:
        return Examined(
            code,
            "provisional",
            (
                Text(
                    zh="临时代码应为 H9、6 位行政区划、0000 与 5 位顺序码或 9 位组织机构代码、1 位小写字母（不用 i、o）",
                    en="a provisional code is H9, six digits of division, 0000 and five digits or an organisation code, and a "
                    "lower-case letter other than i and o",
                ),
            ),
        )
    faults, doubts = _division(match.group(1))
    organisation = match.group(3)
    if organisation and organisation[8] != organisation_check_character(organisation[:8]):
        right = organisation_check_character(organisation[:8])
        faults = [*faults, _check(17, "GB 11714-1997", "组织机构代码", "inner", organisation[8], right)]
    return Examined(code, "provisional", tuple(faults), tuple(doubts))


def _organisation(code: str) -> Examined:
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        form = Text(
            zh="组织机构代码为 8 位数字或大写字母加 1 位校验码（GB 11714-1997）",
            en="an organisation code is eight digits or capitals and a check character (GB 11714-1997)",
        )
        return Examined(code, "organisation", (form,))
    right = organisation_check_character(code[:8])
    fault = _check(9, "GB 11714-1997", "组织机构代码", "inner", code[8], right)
    return Examined(code, "organisation", () if code[8] == right else (fault,))


def _device(code: str) -> Examined:
    if _DEVICE.match(code):
        return Examined(code, "device")
    if _OLD_DEVICE.match(code):
        old = Text(
            zh="14 位 MN 号是 HJ/T 212-2005 的写法；HJ 212-2017 为 24 位十六进制",
            en="14 characters are a device of HJ/T 212-2005; HJ 212-2017 has 24 hexadecimal digits",
        )
        return Examined(code, "device", (), (old,))
    wrong = Text(
        zh="MN 号应为 24 位十六进制数字（HJ 212-2017）", en="a device is 24 hexadecimal digits (HJ 212-2017)"
    )
    return Examined(code, "device", (wrong,))
