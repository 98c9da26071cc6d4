"""The AQI as the simulated ministry publishes it, in fractions: slow, short and independent of the engine's.

Belongs here: HJ 633's real-time index of the six 1-hour means and the words published with it.
Does not belong here: concentrations (``mee``). It avoids ``ecolake.domain`` on purpose: two computations
that share code cannot find each other's mistakes.
"""

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

MISSING = "-;"

_IN_FORCE_2026 = date(2026, 3, 1)
_INDICES = (0, 50, 100, 150, 200, 300, 400, 500)
# HJ 633-2012 table 1. Particles: the 24-hour column, against which the feed holds the 1-hour means.
_TABLE_2012: dict[str, tuple[int, ...]] = {
    "so2": (0, 150, 500, 650, 800),
    "no2": (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    "pm10": (0, 50, 150, 250, 350, 420, 500, 600),
    "pm2_5": (0, 35, 75, 115, 150, 250, 350, 500),
    "co": (0, 5, 10, 35, 60, 90, 120, 150),
    "o3": (0, 160, 200, 300, 400, 800, 1000, 1200),
}
# HJ 633-2026 table 3: the second step of both particles is lower.
_TABLE_2026 = _TABLE_2012 | {
    "pm10": (0, 50, 120, 250, 350, 420, 500, 600),
    "pm2_5": (0, 35, 60, 115, 150, 250, 350, 500),
}

_NAMES = {
    "so2": "二氧化硫",
    "no2": "二氧化氮",
    "pm10": "颗粒物(PM10)",
    "pm2_5": "细颗粒物(PM2.5)",
    "co": "一氧化碳",
    "o3": "臭氧1小时",
}
# Highest AQI, category, effect on health, advice (HJ 633 table 2), as the national feed words them.
_CATEGORIES = (
    (50, "优", "空气质量令人满意，基本无空气污染", "各类人群可正常活动"),
    (
        100,
        "良",
        "空气质量可接受，但某些污染物可能对极少数异常敏感人群健康有较弱影响",
        "极少数异常敏感人群应减少户外活动",
    ),
    (
        150,
        "轻度污染",
        "易感人群症状有轻度加剧，健康人群出现刺激症状",
        "儿童、老年人及心脏病、呼吸系统疾病患者应减少长时间、高强度的户外锻炼",
    ),
    (
        200,
        "中度污染",
        "进一步加剧易感人群症状，可能对健康人群心脏、呼吸系统有影响",
        "儿童、老年人及心脏病、呼吸系统疾病患者应减少长时间、高强度的户外锻炼，一般人群适量减少户外活动",
    ),
    (
        300,
        "重度污染",
        "心脏病和肺病患者症状显著加剧，运动耐力降低，健康人群普遍出现症状",
        "老年人及心脏病、肺病患者应停留在室内，停止户外活动，一般人群减少户外活动",
    ),
    (
        500,
        "严重污染",
        "健康人群运动耐力降低，有明显强烈症状，提前出现某些疾病",
        "老年人和病人应当留在室内，避免体力消耗，一般人群应避免户外活动",
    ),
)


@dataclass(frozen=True)
class Published:
    """What the feed says of an hour, in its own words."""

    aqi: str
    primary: str
    quality: str
    effect: str
    advice: str


NOTHING = Published(MISSING, MISSING, MISSING, MISSING, MISSING)


def individual_index(pollutant: str, concentration: str, day: date) -> int:
    """Return the IAQI of a 1-hour mean, rounded up (HJ 633-2012 4.2, 6.2; HJ 633-2026 4.2.4, 4.2.6).

    The feed's concentrations are whole ug/m3 and tenths of mg/m3 already, so rounding by HJ 633-2026
    4.2.2 changes nothing. Above the last breakpoint the index stays at its top.
    """
    table = (_TABLE_2026 if day >= _IN_FORCE_2026 else _TABLE_2012)[pollutant]
    value = min(Fraction(concentration), Fraction(table[-1]))
    for (low, high), (of, to) in zip(pairwise(table), pairwise(_INDICES), strict=False):
        if value <= high:
            return math.ceil(Fraction(to - of, high - low) * (value - low) + of)
    raise AssertionError("the value was cut to the last breakpoint")


def publish(concentrations: dict[str, str], day: date) -> Published:
    """Return what is published for the 1-hour means of the six pollutants, some of them perhaps missing.

    HJ 633-2026 5.3: with a pollutant missing, the AQI is published only above 100. Before it, the feed
    published the AQI of whatever there was.
    """
    indices = {
        pollutant: individual_index(pollutant, value, day)
        for pollutant, value in concentrations.items()
        if value != MISSING
    }
    aqi = max(indices.values(), default=0)
    incomplete = len(indices) < len(_NAMES)
    if not indices or (incomplete and aqi <= 100 and day >= _IN_FORCE_2026):
        return NOTHING
    if day >= _IN_FORCE_2026:
        aqi = max(aqi, 1)  # HJ 633-2026 numbers the index from 1
    primary = ",".join(_NAMES[pollutant] for pollutant in _NAMES if indices.get(pollutant) == aqi)
    category, effect, advice = next(words for top, *words in _CATEGORIES if aqi <= top)
    return Published(str(aqi), primary if aqi > 50 else MISSING, category, effect, advice)
