"""The verdict on one rule: can it be evaluated on a row by itself, can it fail, can it hold."""

from collections.abc import Mapping

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.model import Rule
from ecolake.standards.row_rule import Fault, row_rule_fault
from ecolake.standards.rule_search import outcomes


def rule_verdict(rule: Rule, items: Mapping[str, Item], unknown: frozenset[str]) -> Fault | None:
    """Give code, message and hint of what is wrong with a rule, or None.

    Args:
        rule: The rule.
        items: The items of its dataset.
        unknown: Items whose domain is not known; a rule that names one is not searched.
    """
    fault = row_rule_fault(rule, {name: item.polars for name, item in items.items()})
    if fault is not None:
        return fault
    if unknown.intersection(pl.sql_expr(rule.holds).meta.root_names()):
        return None
    met = outcomes(rule, items)
    if met.crash:
        hint = "guard it: NULLIF(x, 0) for a divisor, TRY_CAST for a cast, STARTS_WITH or SUBSTR for STRPOS of an item"
        return "rule_crashes", f"some rows stop the evaluation: {met.crash}", hint
    if not met.fails:
        hint = "drop it, or give values that break it: breaks_on: {item: value, …}"
        return "cannot_fail", "no row whose items are inside their domains breaks the rule", hint
    if not met.holds:
        hint = "correct it, or give an element examples that satisfy it"
        return "cannot_hold", "no row whose items are inside their domains satisfies the rule", hint
    return None
