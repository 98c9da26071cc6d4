"""Whether a row rule of a standard can be evaluated, and looks at its own row only.

Rules are SQL boolean expressions, which polars reads. SQL knows aggregates and windows too; a rule that used one would
judge a row by its neighbours in the delivery, and the same row otherwise in another file.
"""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from ecolake.standards.findings import did_you_mean
from ecolake.standards.model import Rule

# Code, message and hint of a finding.
Fault = tuple[str, str, str]

# Besides the items, a rule may speak of when the batch was received: the instant, and the day in the source's own zone.
RECEIVED: Mapping[str, pl.DataType] = {"received_at": pl.Datetime("us", "UTC"), "received_on": pl.Date()}

# What polars evaluates when it reads the rule: the clock of the machine.
_CLOCK = re.compile(r"\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b|\b(?:NOW|TODAY)\s*\(", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^']|'')*'")


def row_rule_fault(rule: Rule, items: Mapping[str, pl.DataType]) -> Fault | None:
    """Say what keeps the rule from being evaluated on every row by itself, or None."""
    try:
        expression = pl.sql_expr(rule.holds)
    except pl.exceptions.PolarsError as error:
        return "bad_rule", f"not a SQL expression: {_first_line(error)}", ""
    if said := _CLOCK.search(_QUOTED.sub(" ", rule.holds)):
        hint = "say received_at or received_on: the same row is judged alike on every day"
        return "bad_rule", f"{said[0]} is another moment in every run", hint
    if expression.meta.has_multiple_outputs():
        return "bad_rule", "a rule is one expression, this is several columns", "name the items"
    named = set(expression.meta.root_names())
    if unknown := named - {*items, *RECEIVED}:
        word = min(unknown)
        hint = did_you_mean(word, {**items, **RECEIVED})
        return "missing_reference", f"the rule names no item '{word}'", hint
    # Only the columns that the rule names: a frame of all of them would make each of the small steps below slow.
    # One at least, as COUNT(*) names none and yet counts rows.
    schema = {name: kind for name, kind in {**items, **RECEIVED}.items() if name in (named or RECEIVED)}
    return _evaluation_fault(expression, schema) or _constant_fault(named, items)


def _evaluation_fault(expression: pl.Expr, schema: Mapping[str, pl.DataType]) -> Fault | None:
    empty = pl.DataFrame(schema=schema)
    try:
        kind = empty.select(expression.alias("rule")).schema["rule"]
    except pl.exceptions.PolarsError as error:
        return "bad_rule", f"cannot be evaluated: {_first_line(error)}", ""
    if kind != pl.Boolean:
        return "bad_rule", f"a rule is true or false, this is {kind}", ""
    frames = empty, pl.DataFrame({name: [None, None] for name in schema}, schema=schema)
    if all(_is_of_one_row(part, frames) for part in _parts(expression, schema)):
        return None
    hint = "compare the items of one row; totals and windows belong in a mart or its test"
    return "not_a_row_rule", "the rule looks at more than its own row", hint


def _constant_fault(named: set[str], items: Mapping[str, pl.DataType]) -> Fault | None:
    if named.isdisjoint(items):
        return "constant_rule", "the rule names no item: it says the same of every row", ""
    return None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _parts(expression: pl.Expr, schema: Mapping[str, pl.DataType]) -> Iterator[pl.Expr]:
    """Yield the expression and all that it is made of: an aggregate inside a comparison has the height of the frame."""
    yield expression
    for part in expression.meta.pop(schema=pl.Schema(schema)):
        yield from _parts(part, schema)


def _is_of_one_row(part: pl.Expr, frames: tuple[pl.DataFrame, pl.DataFrame]) -> bool:
    """Tell by the results: as many as there are rows, or, if it names no item, the same for no row and for two."""
    if part.meta.is_column() or part.meta.is_literal():
        return True
    if ".over(" in str(part):
        return False
    none, two = frames
    try:
        if part.meta.root_names():
            return two.select(part.alias("part")).height == two.height
        return none.select(part.alias("part")).equals(two.select(part.alias("part")))
    except pl.exceptions.PolarsError:
        # A piece that means nothing by itself, as the list behind IN; the whole was evaluated above.
        return True
