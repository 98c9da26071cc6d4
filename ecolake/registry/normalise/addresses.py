"""Addresses in parts: the division in front, and the rest, with numbers in one form. Does not belong here: distances."""

import polars as pl

from ecolake.registry.normalise.divisions import Divisions
from ecolake.registry.normalise.text import bare

_DIGITS = {
    "〇": "0",
    "零": "0",
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
}
_LEAST = 4


def address_parts(address: str, divisions: Divisions) -> list[pl.Expr]:
    """Return expressions for the parts of the addresses in a column.

    Returns:
        `street`: all behind the division, as letters and digits; null where too little is left to name a place.
        `road`: that without its numbers; `address_place`: the code of the division in front.
    """
    plain = bare(pl.col(address))
    groups = plain.str.extract_groups(divisions.prefix)
    rest = plain.str.replace(divisions.prefix, "").str.replace_many(list(_DIGITS), list(_DIGITS.values()))
    rest = rest.str.replace_all(r"(^|\D)0+(\d)", "${1}${2}").str.replace(r"(\d)(?:号|#|号之)$", "${1}")
    road = rest.str.replace(r"\d.*$", "")
    return [
        pl.when(rest.str.len_chars() >= _LEAST).then(rest).alias("street"),
        pl.when(road.str.len_chars() >= _LEAST).then(road).alias("road"),
        divisions.code_of(groups).alias("address_place"),
    ]
