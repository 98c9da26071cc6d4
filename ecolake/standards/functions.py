"""Named checks that a pattern cannot express: check characters.

A check takes the distinct values of a column and says which are valid; the arithmetic is in `identifiers`, and for whole
columns in `check_characters`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from stdnum import casrn
from stdnum.cn import ric

from ecolake.standards.check_characters import are_permit_numbers, are_uscc
from ecolake.standards.identifiers import USCC_LENGTH, is_organisation_code, is_permit_number, is_uscc
from ecolake.standards.model_base import Text

# More values than these are not remembered: looking them up would cost what judging them does.
_REMEMBERED = 8192


@dataclass(frozen=True)
class NamedCheck:
    """A check by name.

    Attributes:
        is_valid: Whether one value passes.
        message: What a breach means.
        are_valid: The same of a column, null for null, where there is a way without a call per value.
        longest: How many characters a valid value has at most, None where that is not said.
    """

    is_valid: Callable[[str], bool]
    message: Text
    are_valid: Callable[[pl.Series], pl.Series] | None = None
    longest: int | None = None

    def expression(self, column: pl.Expr) -> pl.Expr:
        """Evaluate on the distinct values of a text column; null stays null."""
        return column.map_batches(_Met(self).holds, return_dtype=pl.Boolean, is_elementwise=True)

    def judge(self, distinct: pl.Series) -> pl.Series:
        """Say of each value whether it passes."""
        if self.are_valid is not None:
            return self.are_valid(distinct)
        return pl.Series([self.is_valid(value) for value in distinct], dtype=pl.Boolean)


class _Met:
    """The values that were met and passed, of a column that has few of them; of many, each row is judged by itself.

    The parts of a column are judged on several threads: what is known is only ever replaced whole, so that at worst two of
    them judge the same value.
    """

    def __init__(self, check: NamedCheck) -> None:
        self._check = check
        self._known = pl.Series([], dtype=pl.String)
        self._many = False

    def holds(self, values: pl.Series) -> pl.Series:
        """Say of each value whether it passes, having judged each distinct one at most once in this part."""
        if self._many and self._check.are_valid is not None:
            return self._check.are_valid(values)
        known = self._known
        passed = values.is_in(known.implode())
        distinct = values.filter(passed.not_()).unique()
        valid = self._check.judge(distinct)
        fresh = distinct.filter(valid)
        if not len(fresh):
            return passed
        if len(known) + len(fresh) <= _REMEMBERED:
            self._known = pl.concat([known, fresh])
        else:
            self._many = True
        # Few are wrong of most columns: these are found sooner than those that are right.
        return values.is_in(distinct.filter(valid.not_()).implode()).not_()


CHECKS: dict[str, NamedCheck] = {
    # GB 32100-2015 and, inside it, GB 11714-1997: two check characters, both verified by the library.
    "unified_social_credit_code": NamedCheck(
        is_uscc,
        Text(
            zh="统一社会信用代码校验不通过（GB 32100-2015 校验码或 GB 11714-1997 组织机构代码校验码）",
            en="fails the check characters of GB 32100-2015 or, inside it, GB 11714-1997",
        ),
        are_uscc,
        USCC_LENGTH,
    ),
    # HJ 608-2017: the permit number begins with the holder's code; its last letter is not a checksum.
    "permit_number": NamedCheck(
        is_permit_number,
        Text(
            zh="排污许可证编号前 18 位不是有效的统一社会信用代码（HJ 608-2017）",
            en="its first 18 characters are not a valid unified social credit code (HJ 608-2017)",
        ),
        are_permit_numbers,
    ),
    "organisation_code": NamedCheck(
        is_organisation_code,
        Text(
            zh="组织机构代码校验不通过（GB 11714-1997）",
            en="fails the check character of GB 11714-1997",
        ),
    ),
    "citizen_identity_number": NamedCheck(
        ric.is_valid,
        Text(
            zh="居民身份号码校验不通过（GB 11643-1999：地区、出生日期或校验码）",
            en="is no citizen identity number of GB 11643-1999 (place, date of birth or check character)",
        ),
    ),
    "cas_number": NamedCheck(
        casrn.is_valid,
        Text(zh="CAS 号校验位不符", en="fails the check digit of CAS registry numbers"),
    ),
}
