"""Why a day has no valid mean of a pollutant: for programs, in Chinese and in English.

Words only; what is valid is decided in ``daily``.
"""

from collections.abc import Mapping

import polars as pl

from ecolake.domain.air.gb3095 import EIGHT_HOUR_MEANS_OF_A_DAY, HOURS_OF_A_DAY

_FORMS = {
    "hours": (
        "missing_hours:{pollutant}={count}<{needed}",
        "{pollutant} 有小时值 {count} 个，至少须 {needed} 个",
        "{pollutant} has {count} hourly means of at least {needed}",
    ),
    "8h_means": (
        "missing_8h_means:{pollutant}={count}<{needed}",
        "{pollutant} 在 8 时至 24 时有有效 8 小时均值 {count} 个，至少须 {needed} 个",
        "{pollutant} has {count} valid 8-hour means ending from 8 to 24 h of at least {needed}",
    ),
}


def reasons(stems: Mapping[str, str]) -> list[pl.Expr]:
    """Give `reasons`, a list of words for programs, `reason_zh` and `reason_en`; empty where nothing is missing.

    Args:
        stems: Pollutant to the beginning of its columns; `_<stem>_valid` says whether its mean is.
    """
    said = [_said(pollutant, stem) for pollutant, stem in stems.items()]
    codes, zh, en = ([one[index] for one in said] for index in range(3))
    return [
        pl.concat_list(codes).list.drop_nulls().alias("reasons"),
        pl.concat_str(zh, separator="；", ignore_nulls=True).replace("", None).alias("reason_zh"),
        pl.concat_str(en, separator="; ", ignore_nulls=True).replace("", None).alias("reason_en"),
    ]


def _said(pollutant: str, stem: str) -> list[pl.Expr]:
    kind, needed = ("8h_means", EIGHT_HOUR_MEANS_OF_A_DAY) if pollutant == "O3" else ("hours", HOURS_OF_A_DAY)
    count = pl.col(f"{stem}_{kind}").cast(pl.String)
    words: list[pl.Expr] = []
    for form in _FORMS[kind]:
        before, behind = form.split("{count}")
        filled = [part.format(pollutant=pollutant, needed=needed) for part in (before, behind)]
        words.append(
            pl.when(pl.col(f"_{stem}_valid").not_()).then(pl.lit(filled[0]) + count + pl.lit(filled[1]))
        )
    return words
