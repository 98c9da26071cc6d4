"""Make what the enterprise file is built from, in the schema `lake`: claims, records, events, figures and the rules for them.

Creates relations; what they select is said in `enterprise_claims` and `enterprise_records`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ecolake.standards.registry_files import load_dossier, load_survivorship
from ecolake.warehouse import enterprise_claims, enterprise_records, enterprise_rows, views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import Row, create_table

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ecolake.standards.catalogue import Standards
    from ecolake.standards.dossier import Dossier
    from ecolake.warehouse.snapshot import Pin


_TITLES = (
    Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
    Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
)
SECTION = Relation(
    "dossier_section",
    "",
    "一企一档的章 · sections of the file of an enterprise",
    (
        Column("section", "VARCHAR", "章", "section"),
        Column("position", "BIGINT", "序号", "position"),
        *_TITLES,
    ),
)
EVENT = Relation(
    "dossier_event",
    "",
    "企业事件的类型 · kinds of events of an enterprise",
    (
        Column("kind", "VARCHAR", "事件类型", "kind of event"),
        *_TITLES,
        Column(
            "tone", "VARCHAR", "合规含义", "what it says of compliance", "good, neutral, warning or violation"
        ),
    ),
)
CHECK = Relation(
    "dossier_check",
    "",
    "数量比对方法 · how figures of an enterprise are compared; the thresholds are proposals of this project",
    (
        Column("comparison", "VARCHAR", "比对", "comparison"),
        *_TITLES,
        Column("method_zh", "VARCHAR", "方法（中文）", "method in Chinese"),
        Column("method_en", "VARCHAR", "方法（英文）", "method in English"),
        Column("threshold", "DOUBLE", "阈值", "threshold"),
    ),
)
TABLES: Final = (enterprise_rows.ROW, enterprise_claims.RULE, SECTION, EVENT, CHECK)
VIEWS: Final = (enterprise_claims.CLAIM, *enterprise_records.RELATIONS)


def create(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    folder: "Path",
    pins: Mapping[str, "Pin"],
    present: Mapping[str, frozenset[str]],
) -> None:
    """Create the relations in the schema `lake`, whose views of the datasets exist already.

    Args:
        connection: Of the file that is built.
        standards: The loaded standards.
        folder: The `standards` folder, for the rules of the registry.
        pins: The files of each lake table.
        present: The columns that the files of each dataset hold.
    """
    named = enterprise_rows.naming(standards, folder)
    rules, dossier = load_survivorship(folder), load_dossier(folder)
    rows = {
        enterprise_claims.RULE.name: enterprise_claims.rule_rows(standards, rules),
        **_dossier_rows(dossier),
    }
    select = enterprise_rows.row_select(named, folder, pins, present)
    connection.execute(f"create table lake.{enterprise_rows.ROW.name} as {select}")
    views.describe(connection, f"lake.{enterprise_rows.ROW.name}", enterprise_rows.ROW)
    for relation in TABLES[1:]:
        create_table(connection, relation, rows[relation.name])
    selects = {
        enterprise_claims.CLAIM.name: enterprise_claims.claim_select(named, rules),
        **enterprise_records.selects(named, dossier),
    }
    for relation in VIEWS:
        connection.execute(f"create view lake.{relation.name} as {selects[relation.name]}")
        views.describe(connection, f"lake.{relation.name}", relation, "view")


def _dossier_rows(dossier: "Dossier") -> dict[str, Sequence[Row]]:
    return {
        SECTION.name: [
            (name, position, one.title.zh, one.title.en)
            for position, (name, one) in enumerate(dossier.sections.items(), start=1)
        ],
        EVENT.name: [(name, one.title.zh, one.title.en, one.tone) for name, one in dossier.events.items()],
        CHECK.name: [
            (name, one.title.zh, one.title.en, one.method.zh, one.method.en, float(one.threshold))
            for name, one in dossier.checks.items()
        ],
    }
