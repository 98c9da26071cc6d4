"""The rules of a dataset as quality rules of a data contract: a query in DuckDB that counts the rows that break one.

A rule is written in the SQL that polars evaluates at acceptance, which DuckDB reads too. Rows in the warehouse have passed
acceptance, so that a rejecting rule counts nothing there.
"""

from collections.abc import Iterator
from typing import Any

from ecolake.standards.catalogue import Dataset
from ecolake.standards.model import Rule
from ecolake.standards.render.facts import LEVELS, SCHEMA, relation
from ecolake.standards.render.odcs_property import both, custom


def rules(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Yield a quality rule for each row rule."""
    for rule in dataset.rules:
        source = [custom("definedBy", rule.source)] if rule.source else []
        yield {
            "id": rule.id,
            "name": rule.id,
            "type": "sql",
            "dimension": "consistency",
            "description": both(rule.message),
            "severity": LEVELS[rule.severity],
            "unit": "rows",
            "query": failing(dataset, rule),
            "mustBe": 0,
            "customProperties": [custom("severity", rule.severity), custom("assert", rule.holds), *source],
        }


def failing(dataset: Dataset, rule: Rule) -> str:
    """The query that counts the rows for which the rule is false."""
    rows = f"{SCHEMA}.{relation(dataset)}"
    if "received_" in rule.holds:
        # When a row was received, and on which day where it comes from, as acceptance knew it.
        day = f"CAST(_received_at AT TIME ZONE '{dataset.timezone}' AS DATE) AS received_on"
        rows = f"(SELECT *, _received_at AS received_at, {day} FROM {rows})"  # noqa: S608 - names and rules are linted
    return f"SELECT COUNT(*) FROM {rows} WHERE NOT ({rule.holds})"  # noqa: S608 - as above
