"""Whether a rule can fail, and whether it can hold, for rows whose every item is inside its domain.

A search over the pools of the items that the rule names: all combinations where they are few, else a fixed sample of
them. It finds examples; it proves nothing by itself, so a rule that needs an unlikely row gives one under `breaks_on`.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.model import Rule
from ecolake.standards.pools import RECEIVED_AT, RECEIVED_ON, pool, series

TRIES = 1024
FEW = 128
LONGEST_INTEGER = 18


@dataclass(frozen=True)
class Outcomes:
    """What the search met; `crash` is what evaluation stopped with on admissible values, as a division by zero."""

    fails: bool
    holds: bool
    crash: str = ""


def outcomes(rule: Rule, items: Mapping[str, Item]) -> Outcomes:
    """Search for a row that breaks the rule and one that satisfies it, and see that no row stops its evaluation.

    Args:
        rule: A rule that can be evaluated.
        items: The items of its dataset.
    """
    expression = pl.sql_expr(rule.holds)
    named = [name for name in dict.fromkeys(expression.meta.root_names()) if name in items]
    frame = combinations({name: values(items[name], [rule]) for name in named}, seed=rule.id)
    received = [pl.lit(RECEIVED_AT).alias("received_at"), pl.lit(RECEIVED_ON).alias("received_on")]
    try:
        verdict = frame.with_columns(received).select(expression.alias("rule"))["rule"]
        # Rows outside the domains are rejected, but rules see them all the same.
        hostile = combinations({name: _hostile(items[name]) for name in named}, rule.id, FEW)
        hostile.with_columns(received).select(expression.alias("rule"))
    except pl.exceptions.PolarsError as error:
        return Outcomes(fails=True, holds=True, crash=str(error).splitlines()[0])
    # As in acceptance, null does not fail.
    return Outcomes(fails=bool((~verdict).any()) or bool(rule.breaks_on), holds=bool(verdict.any()))


def values(item: Item, rules: Sequence[Rule]) -> pl.Series:
    """The pool of an item as a column, with null at the end where the item may be empty."""
    known = pool(item, rules)
    return series(item, known if item.required and known else [*known, None])


def _hostile(item: Item) -> pl.Series:
    """What a careless source may send: signs with a meaning in patterns, nothing, zero, the largest number."""
    kind = item.element.type if item.element else None
    values: list[Any] = []
    if kind is not None and kind.name == "text":
        values = ["?", "(", "", "%", "9" * 12, "甲"]
    elif kind is not None and kind.is_number:
        whole = kind.size - kind.scale if kind.name == "decimal" else LONGEST_INTEGER
        values = [0, -1, 10**whole - 1]
    return series(item, [*values, None])


def combinations(pools: Mapping[str, pl.Series], seed: str, tries: int = TRIES) -> pl.DataFrame:
    """Combine the pools: every combination up to `tries` rows, else a sample that depends on `seed` alone."""
    if not pools:
        return pl.DataFrame()
    sizes = [len(values) for values in pools.values()]
    rows = min(prod(sizes), tries)
    everything = rows == prod(sizes)
    dice = random.Random(seed)  # noqa: S311  a sample, no secret
    columns, stride = {}, 1
    for (name, known), size in zip(pools.items(), sizes, strict=True):
        index = [(row // stride) % size for row in range(rows)] if everything else _sample(dice, size, rows)
        columns[name] = known.gather(index)
        stride *= size
    return pl.DataFrame(columns)


def _sample(dice: random.Random, size: int, rows: int) -> list[int]:
    """Draw places in a pool; in the second half of the rows the last, which is null where null may be, is frequent."""
    even = dice.choices(range(size), k=rows // 2)
    often_last = [*([1] * (size - 1)), max(1, size - 1) * 2]
    return [*even, *dice.choices(range(size), weights=often_last, k=rows - rows // 2 - 1), size - 1]
