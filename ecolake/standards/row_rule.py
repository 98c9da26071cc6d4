"""Whether a row rule of a standard can be evaluated, and looks at its own row only.

Rules are SQL boolean expressions, which polars reads. SQL knows aggregates and windows too; a rule that used one would
judge a row by its neighbours in the delivery, and the same row otherwise in another file.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from ecolake.standards.findings import did_you_mean
from ecolake.standards.model import Rule
from ecolake.standards.shelf import Reporter

# Besides the items, a rule may speak of when the batch was received: the instant, and the day in the source's own zone.
RECEIVED: Mapping[str, pl.DataType] = {"received_at": pl.Datetime("us", "UTC"), "received_on": pl.Date()}


def check_rule(
    report: Reporter, path: tuple[str | int, ...], rule: Rule, items: Mapping[str, pl.DataType]
) -> None:
    """Report at `path` what keeps the rule from being evaluated on every row by itself."""
    try:
        expression = pl.sql_expr(rule.holds)
    except pl.exceptions.PolarsError as error:
        report(path, "bad_rule", f"not a SQL expression: {str(error).splitlines()[0]}")
        return
    schema = {**items, **RECEIVED}
    named = set(expression.meta.root_names())
    unknown = sorted(named - set(schema))
    for word in unknown:
        report(path, "missing_reference", f"the rule names no item '{word}'", did_you_mean(word, schema))
    if unknown:
        return
    empty = pl.DataFrame(schema=schema)
    try:
        result = empty.select(expression.alias("rule"))
    except pl.exceptions.PolarsError as error:
        report(path, "bad_rule", f"cannot be evaluated: {str(error).splitlines()[0]}")
        return
    if result.schema["rule"] != pl.Boolean:
        report(path, "bad_rule", f"a rule is true or false, this is {result.schema['rule']}")
    elif not all(_is_of_one_row(part, empty) for part in _parts(expression, schema)):
        hint = "compare the items of one row; totals and windows belong in a mart or its test"
        report(path, "not_a_row_rule", "the rule looks at more than its own row", hint)
    elif named.isdisjoint(items):
        report(path, "constant_rule", "the rule names no item: it says the same of every row")


def _parts(expression: pl.Expr, schema: Mapping[str, pl.DataType]) -> Iterator[pl.Expr]:
    """Yield the expression and all that it is made of: an aggregate inside a comparison has the height of the frame."""
    yield expression
    for part in expression.meta.pop(schema=pl.Schema(schema)):
        yield from _parts(part, schema)


def _is_of_one_row(part: pl.Expr, empty: pl.DataFrame) -> bool:
    """Tell by the results for no row and for two: as many as there are rows, or one constant."""
    if ".over(" in str(part):
        return False
    try:
        none, two = (frame.select(part.alias("part")) for frame in (empty, empty.clear(2)))
    except pl.exceptions.PolarsError:
        # A piece that means nothing by itself, as the list behind IN; the whole was evaluated above.
        return True
    if part.meta.root_names():
        return (none.height, two.height) == (0, 2)
    return none.equals(two)
