"""Codes with check characters: the unified social credit code and the organisation code inside it.

`stdnum.cn.uscc` gives the outer character but neither verifies the inner one nor admits the classes A, N and Y of
GB 32100-2015; both are added here.
"""

import re

from stdnum.cn import uscc

USCC_LENGTH = 18

# GB 32100-2015: classes of registering department and of body, as amended in 2016; six digits of GB/T 2260; nine
# characters of GB 11714; one check character. The letters I, O, Z, S and V are not used.
_USCC = re.compile(
    r"(1[1239]|2[19]|3[123459]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[1239]|A[19]|N[1239]|Y1)[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}\Z"
)

# GB 11714-1997: weights of the eight body characters; here the letters count A=10 ... Z=35, unlike in GB 32100.
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]\Z")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_check_character(body: str) -> str:
    """Compute the ninth character of an organisation code from its first eight (GB 11714-1997)."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0X987654321"[total % 11]


def is_uscc(value: str) -> bool:
    """Whether the text is a unified social credit code with both check characters right."""
    return (
        bool(_USCC.match(value))
        and value[17] == uscc.calc_check_digit(value[:17])
        and value[16] == organisation_check_character(value[8:16])
    )


def is_permit_number(value: str) -> bool:
    """Whether the text begins with a valid code, as a permit number does (HJ 608-2017); its last letter is no checksum."""
    return is_uscc(value[:USCC_LENGTH])


def is_organisation_code(value: str) -> bool:
    """Whether the text is an organisation code, with or without its hyphen (GB 11714-1997)."""
    code = value.replace("-", "")
    return bool(_ORGANISATION.match(code)) and code[8] == organisation_check_character(code[:8])
