"""The row rules of a dataset: unique, evaluable, and able to fail as well as to hold.

How one rule is judged is in `rule_verdict`; that is by far the dearest part of loading, so verdicts are remembered.
"""

from collections.abc import Mapping
from functools import partial

from ecolake.standards.catalogue import Item
from ecolake.standards.model import DatasetSpec, Rule
from ecolake.standards.rule_verdict import rule_verdict
from ecolake.standards.shelf import Read, Reporter
from ecolake.standards.verdict_memory import VerdictMemory


def check_rules(
    read: Read, report: Reporter, spec: DatasetSpec, items: dict[str, Item], memory: VerdictMemory
) -> None:
    """Report what is wrong with the rules of one dataset.

    Args:
        read: What was read.
        report: Where findings go.
        spec: The dataset.
        items: Its items, resolved.
        memory: Verdicts of earlier runs.
    """
    unknown = _of_unknown_domain(read, spec, items)
    seen: set[str] = set()
    for index, rule in enumerate(spec.rules):
        if rule.id in seen:
            report(("rules", index, "id"), "duplicate", f"rule '{rule.id}' stands twice")
        seen.add(rule.id)
        fault = memory.recall(_about(rule, items, unknown), partial(rule_verdict, rule, items, unknown))
        if fault is not None:
            report(("rules", index, "assert"), *fault)


def _about(rule: Rule, items: Mapping[str, Item], unknown: frozenset[str]) -> str:
    """All that the verdict on a rule depends on: its words, and the domains of the items that they may name."""
    words = [rule.id, rule.holds, repr(rule.breaks_on)]
    for name, item in items.items():
        # A name that the rule does not hold matters as a near miss only; one that it does brings its domain.
        words.append(name)
        if name in rule.holds:
            words.append(f"{name in unknown} {_domain(item)}")
    return "\0".join(words)


def _domain(item: Item) -> str:
    """What decides which values an item may have, the fields of a nested list included."""
    element = item.element.digest if item.element else ""
    codes = item.codes.digest if item.codes else ""
    fields = [(child.name, _domain(child)) for child in item.each or ()]
    return f"{item.duckdb} {element} {codes} {item.required} {fields}"


def _of_unknown_domain(read: Read, spec: DatasetSpec, items: dict[str, Item]) -> frozenset[str]:
    """Items whose element or code list is missing."""
    return frozenset(
        name
        for name, item in items.items()
        if (spec.items[name].element and spec.items[name].element not in read.elements)
        or (item.element and item.element.codes and item.codes is None)
    )
