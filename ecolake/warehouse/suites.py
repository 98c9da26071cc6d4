"""What is expected of the small frames: the suites, and whether a breach holds the release or only asks for a look.

Impossible things hold it (`critical`): books that do not add up, a mart without its key, values that the standard keeps
out. Unusual things warn: a source that sends half its rows is for its owner, and must not keep the others from the analysts.
"""

from dataclasses import dataclass
from typing import Any, Literal

from ecolake.warehouse.profiles import KEYS

# Above this share of rejected rows somebody should look.
REJECTED_SHARE = 0.5
# A mart that shrinks below this share of the last release has lost something.
SHRUNK_TO = 0.5
AQI_RANGE = (0, 500)  # HJ 633-2012 and HJ 633-2026, table of IAQI breakpoints: the index ends at 500
JUDGED = ("impossible", "volumes", "null_shares", "quantiles", "drift")


@dataclass(frozen=True)
class Expected:
    """One expectation of a column of a frame.

    Attributes:
        column: The column.
        kind: `between` (with the bounds), `unique`, or `set` (exactly these values).
        severity: critical holds the release, warning does not.
        zh: What it means, in Chinese.
        en: The same in English.
    """

    column: str
    kind: Literal["between", "unique", "set"]
    severity: Literal["critical", "warning"]
    zh: str
    en: str
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """Great Expectations' name of it."""
        return _TYPES[self.kind]


_TYPES = {
    "between": "expect_column_values_to_be_between",
    "unique": "expect_column_values_to_be_unique",
    "set": "expect_column_distinct_values_to_equal_set",
}


def _critical(column: str, low: float | None, high: float | None, zh: str, en: str) -> Expected:
    return Expected(column, "between", "critical", zh, en, low, high)


def _warning(column: str, low: float | None, high: float | None, zh: str, en: str) -> Expected:
    return Expected(column, "between", "warning", zh, en, low, high)


SUITES: dict[str, tuple[Expected, ...]] = {
    "accounts": (
        Expected("dataset", "unique", "critical", "每个数据集一行", "one row per dataset"),
        _critical("received", 0, None, "接收行数不为负", "no negative number of rows"),
        _critical(
            "difference", 0, 0, "接收 = 通过 + 退回 + 重复", "received = accepted + rejected + duplicate"
        ),
        _warning(
            "rejected_share", 0, REJECTED_SHARE, "退回不超过一半", "at most half of the rows are rejected"
        ),
        _warning("minutes_overdue", 0, 0, "按承诺时限到达", "it came as fresh as was promised"),
    ),
    "marts": (
        Expected("mart", "set", "critical", "主题表齐全", "all marts are there", values=tuple(sorted(KEYS))),
        _critical("row_count", 0, None, "行数不为负", "no negative number of rows"),
        _critical("rows_without_key", 0, 0, "主键齐全", "every row has its key"),
        _warning(
            "share_of_last_release",
            SHRUNK_TO,
            None,
            "不少于上一发布的一半",
            "at least half the rows of the last release",
        ),
    ),
    "air_quality": (
        _critical("lowest_aqi", *AQI_RANGE, "指数在 0 至 500 之间", "the index lies between 0 and 500"),
        _critical("highest_aqi", *AQI_RANGE, "指数在 0 至 500 之间", "the index lies between 0 and 500"),
        _warning(
            "share_without_aqi", 0, 0.2, "至多两成站时无指数", "at most a fifth of the hours have no index"
        ),
    ),
    "impossible": (
        _critical(
            "outside",
            0,
            0,
            "通过的行符合标准：必填、值域、代码",
            "accepted rows keep the standard: required, range, codes",
        ),
    ),
    "volumes": (_warning("outside", 0, 0, "行数与前三十次相当", "as many rows as in the last thirty runs"),),
    "null_shares": (
        _warning("outside", 0, 0, "空值比例与前三十次相当", "as many empty cells as in the last thirty runs"),
    ),
    "quantiles": (_warning("outside", 0, 0, "分位数与前三十次相当", "quantiles as in the last thirty runs"),),
    "drift": (_warning("outside", 0, 0, "分布与前三十次相当", "a distribution as in the last thirty runs"),),
}


def rendered(gxe: Any, one: Expected) -> Any:
    """Render one expectation for Great Expectations, whose module of expectations is given."""
    said = {"column": one.column, "severity": one.severity, "notes": f"{one.zh} · {one.en}"}
    match one.kind:
        case "unique":
            return gxe.ExpectColumnValuesToBeUnique(**said)
        case "set":
            return gxe.ExpectColumnDistinctValuesToEqualSet(**said, value_set=list(one.values))
        case _:
            return gxe.ExpectColumnValuesToBeBetween(**said, min_value=one.low, max_value=one.high)
