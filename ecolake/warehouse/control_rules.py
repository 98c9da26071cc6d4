"""The tables of the schema `lake` with the rules of `standards/methods/control.yaml`, for the models that ask them."""

from typing import TYPE_CHECKING, Final

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from ecolake.standards.methods.control import ControlMethod
    from ecolake.warehouse.tables import Row

RULE: Final = Relation(
    "control_rule",
    "",
    "管控规则的条件，每个条件一行，无条件的规则一行 · conditions of the rules of control, one row each; a rule without any has one",
    (
        Column("scheme", "VARCHAR", "方案", "scheme", "list or grade"),
        Column("position", "BIGINT", "次序", "position", "The first rule that holds decides"),
        Column("rule", "VARCHAR", "规则", "rule"),
        Column("outcome", "VARCHAR", "结论", "outcome"),
        Column("outcome_rank", "BIGINT", "优劣次序", "rank of the outcome", "1 is the worst"),
        Column("reason_zh", "VARCHAR", "理由（中文）", "reason in Chinese"),
        Column("reason_en", "VARCHAR", "理由（英文）", "reason in English"),
        Column("indicator", "VARCHAR", "指标", "indicator", "Empty where the rule has no condition"),
        Column("indicator_zh", "VARCHAR", "指标（中文）", "indicator in Chinese"),
        Column("indicator_en", "VARCHAR", "指标（英文）", "indicator in English"),
        Column("at_least", "DOUBLE", "下限", "at least"),
        Column("at_most", "DOUBLE", "上限", "at most"),
    ),
)
PROTECTED: Final = Relation(
    "control_protected",
    "",
    "不列入停产的行业与绩效等级 · industries and grades that do not stop",
    (
        Column("kind", "VARCHAR", "类型", "kind", "industry or grade"),
        Column("code", "VARCHAR", "代码", "code", "Two digits of GB/T 4754, or the grade"),
        Column("reason_zh", "VARCHAR", "理由（中文）", "reason in Chinese"),
        Column("reason_en", "VARCHAR", "理由（英文）", "reason in English"),
    ),
)
POLLUTANT: Final = Relation(
    "control_pollutant",
    "",
    "错峰生产所计污染物 · pollutants that the staggered-production order counts",
    (Column("pollutant_code", "VARCHAR", "污染物代码", "pollutant code"),),
)
TABLES: Final = (RULE, PROTECTED, POLLUTANT)


def create(connection: "duckdb.DuckDBPyConnection", method: "ControlMethod") -> None:
    """Create and fill the tables.

    Args:
        connection: On the build file.
        method: The rules.
    """
    create_table(connection, RULE, list(_rules(method)))
    order = method.order
    why = (order.protected_reason.zh, order.protected_reason.en)
    protected: list[Row] = [("industry", code, *why) for code in order.protected_industries]
    exempt = [
        ("grade", code, f"绩效 {code} 级自主减排", f"grade {code} reduces by itself")
        for code in order.exempt_grades
    ]
    create_table(connection, PROTECTED, [*protected, *exempt])
    create_table(connection, POLLUTANT, [(code,) for code in order.pollutants])


def _rules(method: "ControlMethod") -> "Iterator[Row]":
    for name, scheme in method.schemes.items():
        for position, rule in enumerate(scheme.rules, start=1):
            rank = scheme.outcomes.index(rule.outcome) + 1
            head = (name, position, rule.id, rule.outcome, rank, rule.reason.zh, rule.reason.en)
            for one in rule.when:
                title = method.indicators[one.indicator]
                yield (*head, one.indicator, title.zh, title.en, one.at_least, one.at_most)
            if not rule.when:
                yield (*head, None, None, None, None, None)
