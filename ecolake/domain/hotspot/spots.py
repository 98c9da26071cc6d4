"""Hot cells that touch each other as one hot spot: how long it has been there, what else speaks for it, which is the worst.

Belongs here: spots of a day, their rank and their reason in words. Does not belong here: which cells are hot (``cells``).
"""

import numpy as np
import polars as pl

from ecolake.domain.dispersion.exposure import METRES_A_DEGREE
from ecolake.domain.hotspot.cells import grouped
from ecolake.domain.hotspot.grid import place
from ecolake.standards.methods.hotspot import Hotspot

_UTC_TO_CHINA = "8h"


def spots(cells: pl.DataFrame, before: pl.DataFrame, findings: pl.DataFrame, method: Hotspot) -> pl.DataFrame:
    """Return the hot spots of a day, the worst of each pollutant first.

    Args:
        cells: Hot cells of the day, as ``cells.of_day`` makes them.
        before: ``day``, ``pollutant_code``, ``cell`` of hot cells of the days before.
        findings: ``longitude``, ``latitude`` of what crews of drones found that day about the air.
        method: Thresholds.

    Returns:
        A row for each spot with the figures of its worst cell, ``cells``, ``days_hot`` (days on end up to this one on which it or a
        neighbouring cell was hot), ``drone_findings``, ``excess_hours`` (mean excess times hot hours, µg·h/m3), ``rank`` by them, and
        ``reason_zh``, ``reason_en``.
    """
    members = grouped(cells)
    worst = members.unique("hot_spot_id", keep="first", maintain_order=True)
    size = members.group_by("hot_spot_id").agg(cells=pl.len().cast(pl.Int64))
    ranked = (
        worst.join(size, on="hot_spot_id", maintain_order="left")
        .with_columns(excess_hours=(pl.col("mean_excess") * pl.col("hot_hours")).round(1))
        .sort("pollutant_code", "excess_hours", "hot_spot_id", descending=[False, True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1).over("pollutant_code"))
    )
    most = int(method.kept_days.value)
    days = [
        _days_hot(one, before, most) for one in ranked.select("pollutant_code", "cell", "day").iter_rows()
    ]
    seen = _seen(ranked, findings, method.finding_m.value)
    made = ranked.with_columns(
        days_hot=pl.Series(days, dtype=pl.Int64), drone_findings=pl.Series(seen, dtype=pl.Int64)
    )
    return made.with_columns(reason_zh=_reason("zh"), reason_en=_reason("en"))


def _days_hot(spot: tuple[str, str, object], before: pl.DataFrame, most: int) -> int:
    """Days on end, this one included and so many at most, on which the cell or one beside it was hot."""
    pollutant, cell, day = spot
    column, row = (int(part) for part in cell[1:].split("-"))
    at_column, at_row = place("cell")
    near = (
        (pl.col("pollutant_code") == pollutant)
        & ((at_column - column).abs() <= 1)
        & ((at_row - row).abs() <= 1)
    )
    hot = before.filter(near).select(back=(pl.lit(day).cast(pl.Date) - pl.col("day")).dt.total_days())["back"]
    known, days = set(hot.to_list()), 1
    while days in known and days < most:
        days += 1
    return days


def _seen(spots: pl.DataFrame, findings: pl.DataFrame, within: float) -> list[int]:
    x, y = (findings[name].cast(pl.Float64).to_numpy()[None, :] for name in ("longitude", "latitude"))
    at_x, at_y = (spots[name].to_numpy()[:, None] for name in ("longitude", "latitude"))
    away = np.hypot((x - at_x) * np.cos(np.radians(at_y)), y - at_y) * METRES_A_DEGREE
    counts: list[int] = (away <= within).sum(axis=1).tolist()
    return counts


def _reason(language: str) -> pl.Expr:
    first, last = (
        (pl.col(name).dt.offset_by(_UTC_TO_CHINA)).dt.strftime("%H:%M")
        for name in ("first_hot_hour", "last_hot_hour")
    )
    numbers = [pl.col(name) for name in ("hours", "hot_hours")]
    rest = (
        first,
        last,
        *(pl.col(name).round(1) for name in ("mean_excess", "peak_excess")),
        pl.col("adjusted").round_sig_figs(2),
        *(pl.col(name) for name in ("days_hot", "drone_findings")),
    )
    if language == "zh":
        words = (
            "{} 个小时中有 {} 个小时显著高于区域同时次背景（{} 至 {}），平均高出 {} µg/m³，峰值高出 {} µg/m³；"
            "偶然出现的概率经 BH 校正为 {}；已连续 {} 天；无人机巡查印证 {} 次"
        )
        return pl.format(words, *numbers, *rest)
    words = (
        "hot in {} of {} hours against the region's background of the same hour (from {} to {}), by {} µg/m³ on average and {} at "
        "the peak; probability of chance, adjusted by Benjamini and Hochberg, {}; for {} days on end; seen by drones {} times"
    )
    return pl.format(words, *reversed(numbers), *rest)
