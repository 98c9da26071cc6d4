"""What `standards/methods/village.yaml` lists, as a table of the schema `lake` for the models of the villages."""

from typing import TYPE_CHECKING, Final

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.methods.village import VillageMethod

INDICATOR: Final = Relation(
    "village_indicator",
    "",
    "绿盈乡村指标及各等级要求（拟定） · indicators of green villages and what each grade asks (proposed)",
    (
        Column("indicator", "VARCHAR", "指标", "indicator"),
        Column("position", "BIGINT", "序号", "position"),
        Column("dimension", "VARCHAR", "维度", "dimension", "greening, charm, state or spirit"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("unit", "VARCHAR", "单位", "unit"),
        Column("is_least", "BOOLEAN", "是否下限", "whether the limits are least values"),
        Column(
            "limits", "DOUBLE[]", "初级、中级、高级的限值", "limits of primary, intermediate and advanced"
        ),
        Column("reason", "VARCHAR", "理由", "reason"),
    ),
)
TABLES: Final = (INDICATOR,)


def create(connection: "duckdb.DuckDBPyConnection", method: "VillageMethod") -> None:
    """Create and fill the table."""
    rows = [
        (
            name,
            nth,
            one.dimension,
            one.title.zh,
            one.title.en,
            one.unit,
            one.at_least is not None,
            [one.limits.primary, one.limits.intermediate, one.limits.advanced],
            one.reason,
        )
        for nth, (name, one) in enumerate(method.indicators.items(), start=1)
    ]
    create_table(connection, INDICATOR, rows)
