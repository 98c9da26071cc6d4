"""Spoil a good row: for each thing that a standard declares, the values that it must not let pass.

A mutation changes as little as it can. None for a thing means that nothing was found that would breach it, which the
proof reports: such a declaration bites nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

import polars as pl

from ecolake.proof.declared import Declared
from ecolake.proof.judge import Judge
from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.checks import unread_column
from ecolake.standards.code_validity import FIRST, LAST
from ecolake.standards.data_types import MAX_PRECISION
from ecolake.standards.functions import CHECKS
from ecolake.standards.pools import pool
from ecolake.standards.rule_search import combinations, values

Mutation = Mapping[str, Any]

# Arithmetic of decimals rounds to 28 digits unless told otherwise.
_EXACT = Context(prec=2 * MAX_PRECISION)


def mutations(one: Declared, judge: Judge, good: pl.DataFrame) -> list[Mutation]:
    """Give the changes of the good row that must be caught, each on its own.

    Args:
        one: What is declared.
        judge: The dataset and its checks.
        good: One row that passes.
    """
    dataset = judge.dataset
    if one.kind == "rule":
        return _breaches_of_rule(one.id, judge, good)
    item = dataset.items[one.item]
    if one.kind == "unread":
        return [{one.item: None, unread_column(one.item): True}]
    if one.kind == "valid_on":
        return _out_of_force(item)
    if one.kind == "reference":
        return [{one.item: _absent(item, good[one.item][0])}]
    if one.child:
        field = next(child for child in item.each or () if child.name == one.child)
        return [{one.item: [_element_with(item, field, bad)]} for bad in _breaches(field, one.kind)]
    return [{one.item: bad} for bad in _breaches(item, one.kind)]


def _breaches(item: Item, kind: str) -> Iterator[Any]:
    element = item.element
    if kind == "required":
        yield None
    if element is None:
        return
    if kind == "length":
        yield "长" * (element.type.size + 1)
    if kind == "range":
        yield from _beyond(item)
    if kind == "pattern":
        tries = pl.Series(["?", "", *(f"{example}?" for example in element.examples)])
        yield from tries.filter(~tries.str.contains(element.pattern or ""))[:1].to_list()
    if kind == "code" and item.codes is not None:
        words = ("?", "??", "no such code")
        yield from [word for word in words if word not in item.codes.sorted_codes][:1]
    if kind == "check":
        yield from _one_character_off(element.check or "", element.examples)


def _beyond(item: Item) -> Iterator[Any]:
    """The next number outside each end that the type can hold."""
    element = item.element
    if element is None or element.range is None:
        return
    step = Decimal(1).scaleb(-element.type.scale)
    low, high = element.range
    for end, move in ((low, -step), (high, step)):
        beyond = None if end is None else _EXACT.add(end, move)
        if beyond is not None and element.type.holds(beyond):
            yield int(beyond) if element.type.name == "integer" else beyond


def _one_character_off(check: str, examples: Sequence[str]) -> list[str]:
    """An example with one digit raised, if the check sees it."""
    is_valid = CHECKS[check].is_valid
    off = (
        f"{example[:place]}{(int(sign) + 1) % 10}{example[place + 1 :]}"
        for example in examples
        for place, sign in enumerate(example)
        if sign in "0123456789"
    )
    return [text for text in off if not is_valid(text)][:1]


def _out_of_force(item: Item) -> list[Mutation]:
    if item.codes is None or item.codes.validity is None or item.valid_on is None:
        return []
    for code, spans in item.codes.validity.spans.items():
        for day in (_day_before(spans[0][0]), _day_after(max(last for _, last in spans))):
            if day is not None:
                return [{item.name: code, item.valid_on: day}]
    return []


def _day_before(day: date) -> date | None:
    return None if day == FIRST else day - timedelta(days=1)


def _day_after(day: date) -> date | None:
    return None if day == LAST else day + timedelta(days=1)


def _absent(item: Item, present: Any) -> Any:
    """A value of the item's type that is not the one that exists, nor one that another mutation brings."""
    if isinstance(present, str):
        return "no such key"
    others = [value for value in pool(item) if value != present]
    return others[0] if others else present + 1


def _element_with(parent: Item, field: Item, bad: Any) -> dict[str, Any]:
    good = {child.name: next(iter(pool(child)), None) for child in parent.each or ()}
    return {**good, field.name: bad}


def _breaches_of_rule(name: str, judge: Judge, good: pl.DataFrame) -> list[Mutation]:
    """Vary the items of the rule until it fails, with as few other failures as can be."""
    dataset = judge.dataset
    rule = next(rule for rule in dataset.rules if rule.id == name)
    if rule.breaks_on:
        return [_typed(dataset, rule.breaks_on)]
    named = [word for word in pl.sql_expr(rule.holds).meta.root_names() if word in dataset.items]
    pools = {word: values(dataset.items[word], [rule]) for word in dict.fromkeys(named)}
    varied = combinations(pools, seed=f"{dataset.id}.{name}")
    rows = good.drop(pools).join(varied, how="cross").select(good.columns)
    failures = judge.failures(rows)
    if name not in failures.columns:
        return []
    others = failures.select(pl.sum_horizontal(pl.all().cast(pl.UInt32)).alias("n"))["n"]
    broken = (
        varied.with_columns(n=others, fails=failures[name]).filter("fails").sort("n", maintain_order=True)
    )
    return [broken.drop("n", "fails").row(0, named=True)] if not broken.is_empty() else []


def _typed(dataset: Dataset, said: Mapping[str, Any]) -> Mutation:
    """Read the values of `breaks_on` as the types of their items."""
    texts = {item: None if value is None else str(value) for item, value in said.items()}
    row = pl.DataFrame({item: [text] for item, text in texts.items()}, schema=dict.fromkeys(texts, pl.String))
    return row.select(_read(pl.col(item), dataset.schema[item]).alias(item) for item in texts).row(
        0, named=True
    )


def _read(text: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.Boolean):
        return text == "True"
    if isinstance(kind, pl.Date):
        return text.str.to_date()
    if isinstance(kind, pl.Datetime):
        return text.str.to_datetime(time_zone="UTC", time_unit="us")
    return text.cast(kind)
