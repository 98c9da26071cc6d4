"""The kinds of check, each an expression that is true or null where it holds.

A check on a field of a nested list holds when it holds for every element. Null never fails a domain check, as in SQL:
that a value must be there is a check of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ecolake.standards.catalogue import Item, Link
from ecolake.standards.functions import CHECKS
from ecolake.standards.model import Element, Rule
from ecolake.standards.model_base import Severity, Text

Test = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True, eq=False)
class Check:
    """One thing that a row must satisfy.

    Attributes:
        id: `<item>.<kind>` or the id of a rule; unique in the dataset.
        kind: unread, required, length, range, pattern, code, check, valid_on, reference or rule.
        items: The items concerned, for pointing at the cells.
        severity: reject keeps the row out, flag marks it, watch counts it.
        holds: True or null where the check holds.
        message: What a failing row is told, with the next step.
        implied: Whether it can fail only where another check of the row, as severe, fails too.
    """

    id: str
    kind: str
    items: tuple[str, ...]
    severity: Severity
    holds: pl.Expr
    message: Text
    implied: bool = False

    def failure(self) -> pl.Expr:
        """True where the check fails, never null."""
        return self.holds.fill_null(value=True).not_()


def unread_column(item: str) -> str:
    """Name of the column that says a received value could not be read as the item's type."""
    return f"_unread_{item}"


def found_column(link: Link) -> str:
    """Name of the column that says whether what a row refers to exists; null where that cannot be said."""
    return f"_found_{link.id}"


def item_checks(item: Item, *, from_text: bool) -> Iterator[Check]:
    """Checks of one item: readable, present, and inside its element's domain.

    Args:
        item: The item.
        from_text: Whether it is received as text that may be unreadable. A text is always readable as itself.
    """
    if from_text and (item.element is None or item.element.type.name != "text"):
        yield _check(item, "unread", pl.col(unread_column(item.name)).not_(), _unread_message(item))
    if item.required:
        yield _check(
            item,
            "required",
            pl.col(item.name).is_not_null(),
            Text(
                zh="必填，但为空；请补填后重报", en="is required but empty; fill it in and send the row again"
            ),
        )
    if item.element is not None:
        column = pl.col(item.name)
        for kind, test, message in _domain(item.element, item):
            implied = kind == "length" and _length_is_implied(item.element, item)
            yield _check(item, kind, test(column), message, implied=implied)
    for child in item.each or ():
        yield from _nested_checks(item, child)


def validity_check(item: Item, items: Mapping[str, Item], timezone: str) -> Iterator[Check]:
    """A code that has to be in force on the day that another item of the row names; of an instant, the source's own day."""
    if item.valid_on is None or item.codes is None or item.codes.validity is None:
        return
    title = item.codes.title
    message = Text(
        zh=f"在“{item.valid_on}”所示日期不是“{title.zh}”的有效代码；请改用当日有效的代码",
        en=f"is not in force in '{title.en}' on the day of {item.valid_on}; use the code of that day",
    )
    day = pl.col(item.valid_on)
    if isinstance(items[item.valid_on].polars, pl.Datetime):
        day = day.dt.convert_time_zone(timezone).dt.date()
    holds = item.codes.validity.holds(pl.col(item.name), day)
    yield _check(item, "valid_on", holds, message)


def reference_check(link: Link, items: Mapping[str, Item]) -> Check:
    """What a row refers to exists in the other dataset, as far as that has arrived."""
    zh = "、".join(f"{items[name].title.zh}（{name}）" for name in link.items)
    en = ", ".join(f"{items[name].title.en} ({name})" for name in link.items)
    there = f"{link.dataset}.{'+'.join(link.targets)}"
    message = Text(
        zh=f"{zh}在 {there} 中不存在；请核对，或先报送被引用的记录",
        en=f"{en} is not in {there}; check it, or send first the record that it refers to",
    )
    return Check(link.id, "reference", link.items, link.severity, pl.col(found_column(link)), message)


def rule_check(rule: Rule, items: Mapping[str, Item]) -> Check:
    """A row rule of the standard, in its own words."""
    expression = pl.sql_expr(rule.holds)
    concerned = tuple(dict.fromkeys(name for name in expression.meta.root_names() if name in items))
    return Check(rule.id, "rule", concerned, rule.severity, expression, rule.message)


def _nested_checks(parent: Item, child: Item) -> Iterator[Check]:
    if child.element is None:
        return
    tests = list(_domain(child.element, child))
    if child.required:
        tests.insert(
            0,
            (
                "required",
                lambda value: value.is_not_null(),
                Text(zh="必填，但为空；请补填", en="is required but empty"),
            ),
        )
    for kind, test, message in tests:
        every = test(pl.element().struct.field(child.name)).fill_null(value=True)
        yield Check(
            id=f"{parent.name}.{child.name}.{kind}",
            kind=kind,
            items=(parent.name,),
            severity=child.severity,
            holds=pl.col(parent.name).list.eval(every).list.all(),
            message=_labelled(child, message),
        )


def _domain(element: Element, item: Item) -> Iterator[tuple[str, Test, Text]]:
    if element.type.name == "text":
        size = element.type.size
        yield (
            "length",
            lambda value: value.str.len_chars() <= size,
            Text(zh=f"超过 {size} 个字符；请缩短", en=f"is longer than {size} characters; shorten it"),
        )
    if element.range is not None:
        yield from _range(element)
    if element.pattern is not None:
        pattern = element.pattern
        yield (
            "pattern",
            lambda value: value.str.contains(pattern),
            Text(
                zh=f"格式不符（{pattern}）；请按标准格式填写",
                en=f"does not have the form {pattern}; write it as the standard says",
            ),
        )
    if item.codes is not None:
        codes = pl.Series(item.codes.sorted_codes, dtype=pl.String)
        yield (
            "code",
            lambda value: value.is_in(codes.implode()),
            Text(
                zh=f"不在代码表“{item.codes.title.zh}”（{item.codes.edition}）中；请改用表内代码",
                en=f"is not a code of '{item.codes.title.en}' ({item.codes.edition}); use one of the list",
            ),
        )
    if element.check is not None:
        named = CHECKS[element.check]
        yield (
            "check",
            named.expression,
            Text(zh=f"{named.message.zh}；请核对", en=f"{named.message.en}; check it"),
        )


def _length_is_implied(element: Element, item: Item) -> bool:
    """Whether a code list or a check character already admits no longer text."""
    longest = CHECKS[element.check].longest if element.check else None
    if item.codes is not None:
        longest = max(map(len, item.codes.sorted_codes), default=0)
    return longest is not None and longest <= element.type.size


def _range(element: Element) -> Iterator[tuple[str, Test, Text]]:
    low, high = element.range or (None, None)
    kind = element.type.polars
    unit = f" {element.unit}" if element.unit and element.unit != "1" else ""

    def within(value: pl.Expr) -> pl.Expr:
        above = pl.lit(True) if low is None else value >= pl.lit(low).cast(kind)
        return above if high is None else above & (value <= pl.lit(high).cast(kind))

    zh, en = _span(low, high, unit)
    yield (
        "range",
        within,
        Text(zh=f"应{zh}；请核对数值与单位", en=f"must be {en}; check the value and its unit"),
    )


def _span(low: Decimal | None, high: Decimal | None, unit: str) -> tuple[str, str]:
    if low is None:
        return f"不大于 {high}{unit}", f"at most {high}{unit}"
    if high is None:
        return f"不小于 {low}{unit}", f"at least {low}{unit}"
    return f"在 {low} 至 {high}{unit} 之间", f"between {low} and {high}{unit}"


def _check(item: Item, kind: str, holds: pl.Expr, message: Text, *, implied: bool = False) -> Check:
    told = _labelled(item, message)
    return Check(f"{item.name}.{kind}", kind, (item.name,), item.severity, holds, told, implied)


def _labelled(item: Item, message: Text) -> Text:
    return Text(
        zh=f"{item.title.zh}（{item.name}）{message.zh}", en=f"{item.title.en} ({item.name}) {message.en}"
    )


def _unread_message(item: Item) -> Text:
    kind = item.element.type if item.element else "list"
    return Text(
        zh=f"不能按 {kind} 类型读取；请改正写法", en=f"cannot be read as {kind}; correct how it is written"
    )
