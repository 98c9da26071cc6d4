"""What the declared standard can see of a spoilt row, and what it then wants done with it.

Said apart from the engine's compiled checks: the written text is read as a person with the source's mapping would read it, then
held against type, range, form, code list, requirement and row rules. What the standards themselves hold as a formula is shared with
the engine: the SQL of a row rule, the functions of check characters, the days of a code list, the factor of a unit. An error in one
of these is not seen here. A reference is left undecided: whether it is judged depends on what has arrived before.
"""

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

import polars as pl

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.functions import CHECKS
from ecolake.standards.source import Mapping
from simulator.departments.disguise import mapping_of
from simulator.departments.words import DATE, DATETIME, unit_factor

Expected = Literal["reject", "flag", "none"]
_WEIGHT = {"reject": 2, "flag": 1, "watch": 0, "none": 0}


@dataclass(frozen=True)
class Verdict:
    """Whether a check could see the fault (None: a reference may), and what should become of the row."""

    seen: bool | None
    expected: Expected


class UnreadError(ValueError):
    """A text is no value of its item."""


def verdicts(
    dataset: Dataset,
    rows: Sequence[Mapped[str, Any]],
    written: Sequence[Mapped[str, str | None]],
    received: datetime,
) -> list[Verdict]:
    """Judge spoilt rows.

    Args:
        dataset: The standard, with its mapping.
        rows: The true rows, typed values by item.
        written: Of each row, the items that were changed and the texts that now stand there; None is an empty cell.
        received: When the rows are received, aware.
    """
    mapping = mapping_of(dataset)
    worst: list[str] = ["none"] * len(rows)
    spoilt: list[dict[str, Any]] = []
    for place, (row, texts) in enumerate(zip(rows, written, strict=True)):
        values = dict(row)
        for name, text in texts.items():
            item = dataset.items[name]
            try:
                values[name] = read(text, item, mapping, dataset.timezone)
            except UnreadError:
                values[name] = None
                worst[place] = _worse(worst[place], item.severity)
            if not _is_inside(values[name], item):
                worst[place] = _worse(worst[place], item.severity)
        spoilt.append(values)
    _judge_rules(dataset, spoilt, written, received, worst)
    return [_verdict(dataset, texts, one) for texts, one in zip(written, worst, strict=True)]


def _worse(one: str, other: str) -> str:
    return max(one, other, key=lambda severity: _WEIGHT[severity])


def _verdict(dataset: Dataset, texts: Mapped[str, str | None], worst: str) -> Verdict:
    if worst in ("reject", "flag"):
        return Verdict(seen=True, expected="reject" if worst == "reject" else "flag")
    refers = any(name in texts for link in dataset.links for name in link.items)
    return Verdict(seen=None if refers else False, expected="none")


def read(text: str | None, item: Item, mapping: Mapping, timezone: str) -> Any:
    """Read one text as the item's value.

    Raises:
        UnreadError: It is none.
    """
    text = text.strip() if text else ""
    marks = {*mapping.missing, *mapping.missing_in.get(item.name, ())}
    if not text or text in marks or item.element is None:
        return None
    codes = mapping.codes.get(item.name)
    if codes is not None:
        text = codes.values.get(text, text)
    kind = item.element.type.name
    form = mapping.formats.get(item.name)
    try:
        if kind == "integer":
            return int(re.sub(r"\.0+\Z", "", text))
        if kind == "decimal":
            return _decimal(text, item, mapping)
        if kind == "date":
            return datetime.strptime(text, form or DATE).date()  # noqa: DTZ007  a day of the calendar
        if kind == "datetime":
            return _moment(text, form or DATETIME, timezone)
    except (ValueError, InvalidOperation) as error:
        raise UnreadError(text) from error
    if kind == "boolean" and text not in ("true", "false"):
        raise UnreadError(text)
    return text == "true" if kind == "boolean" else text


def _moment(text: str, form: str, timezone: str) -> datetime:
    moment = datetime.strptime(text, form)  # noqa: DTZ007  made aware below
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def _decimal(text: str, item: Item, mapping: Mapping) -> Decimal:
    if item.element is None or not re.fullmatch(r"[+-]?\d*\.?\d+|[+-]?\d+\.", text):
        raise UnreadError(text)
    kind = item.element.type
    factor = unit_factor(item, mapping)
    number = Decimal(text)
    step = Decimal(1).scaleb(-kind.scale)
    if factor != 1:
        converted = Fraction(number) * factor
        number = Decimal(converted.numerator) / Decimal(converted.denominator)
    elif not item.element.rounded and number != number.quantize(step):
        raise UnreadError(text)
    number = number.quantize(step, ROUND_HALF_UP)
    if number and number.adjusted() >= kind.size - kind.scale:
        raise UnreadError(text)
    return number


def _is_inside(value: Any, item: Item) -> bool:
    """Whether the value is one that the item may have."""
    element = item.element
    if value is None or element is None:
        return not (item.required and value is None)
    if element.range is not None:
        low, high = element.range
        if (low is not None and value < low) or (high is not None and value > high):
            return False
    if not isinstance(value, str):
        return True
    return (
        len(value) <= element.type.size
        and (element.pattern is None or re.search(element.pattern, value) is not None)
        and (item.codes is None or value in item.codes.sorted_codes)
        and (element.check is None or CHECKS[element.check].is_valid(value))
    )


def _judge_rules(
    dataset: Dataset,
    rows: list[dict[str, Any]],
    written: Sequence[Mapped[str, str | None]],
    received: datetime,
    worst: list[str],
) -> None:
    """Evaluate the row rules, and the days on which codes are in force, that a changed item has to do with."""
    known = {name for name in rows[0] if name in dataset.items} if rows else set()
    schema = {name: dataset.items[name].polars for name in dataset.items if name in known}
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, strict=False)
    day = received.astimezone(ZoneInfo(dataset.timezone)).date()
    frame = frame.with_columns(
        received_at=pl.lit(received.astimezone(UTC), pl.Datetime("us", "UTC")), received_on=pl.lit(day)
    )
    for names, severity, holds in _rules(dataset):
        concerned = [place for place, texts in enumerate(written) if names & texts.keys()]
        if not concerned or not names <= {*known, "received_at", "received_on"}:
            continue
        result = frame.select(holds.alias("holds"))["holds"]
        for place in concerned:
            if result[place] is False:
                worst[place] = _worse(worst[place], severity)


def _rules(dataset: Dataset) -> list[tuple[set[str], str, pl.Expr]]:
    found = []
    for rule in dataset.rules:
        expression = pl.sql_expr(rule.holds)
        found.append((set(expression.meta.root_names()), str(rule.severity), expression))
    for name, item in dataset.items.items():
        if item.valid_on is None or item.codes is None or item.codes.validity is None:
            continue
        day = pl.col(item.valid_on)
        if isinstance(dataset.items[item.valid_on].polars, pl.Datetime):
            day = day.dt.convert_time_zone(dataset.timezone).dt.date()
        found.append(
            ({name, item.valid_on}, str(item.severity), item.codes.validity.holds(pl.col(name), day))
        )
    return found
