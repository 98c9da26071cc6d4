"""How many hours a mean of GB 3095 needs to be valid, and the limit that HJ 663 holds ozone against.

Belongs here: figures of GB 3095 and HJ 663, each with its clause. Does not belong here: what is made of them (``daily``).
"""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

_LIMITS = Path(__file__).parents[3] / "standards" / "codelists" / "air_quality_limit.csv"

# GB 3095-2012 and GB 3095-2026, table 4: 每日至少有20个小时平均浓度值或采样时间 (SO2, NO2, CO, PM10, PM2.5).
HOURS_OF_A_DAY = 20
# The same table: 每8小时至少有6个小时平均浓度值 (O3).
HOURS_OF_EIGHT = 6
# HJ 663-2013, daily assessment: 当日8时至24时至少有14个有效8小时平均浓度值。当不满足14个有效数据时，若日最大8小时平均浓度
# 超过浓度限值标准时，统计结果仍有效。 Read as quoted in a public program (GitHub file 16074091974); HJ 663-2026 was not read.
EIGHT_HOUR_MEANS_OF_A_DAY = 14
# The hours at which those means end.
EIGHT_HOUR_MEANS_END = range(8, 25)


@cache
def ozone_limit() -> int:
    """Return the limit of the greatest 8-hour mean of ozone, in ug/m3, that of class 2 areas, where most stations are.

    Both editions and both phases of the newer one have the same.

    Raises:
        ValueError: They do not: the limit would depend on the day.
    """
    with _LIMITS.open(encoding="utf-8", newline="") as lines:
        limits = {
            Decimal(row["class_2"])
            for row in csv.DictReader(lines)
            if row["pollutant"] == "O3" and row["averaging_period"] == "daily_max_8h"
        }
    (limit,) = limits
    return int(limit)
