"""What `standards/methods/indicator.yaml` defines, as a table of the schema `lake` for the model that computes the indicators."""

from typing import TYPE_CHECKING, Final

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.methods.indicator import IndicatorMethod

DEFINITION: Final = Relation(
    "indicator_definition",
    "",
    "指标定义，每个指标一行 · what each indicator is, one row each",
    (
        Column("indicator", "VARCHAR", "指标", "indicator"),
        Column("position", "BIGINT", "序号", "position"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("definition_zh", "VARCHAR", "定义（中文）", "definition in Chinese"),
        Column("definition_en", "VARCHAR", "定义（英文）", "definition in English"),
        Column("kind", "VARCHAR", "算法", "how the value comes about", "share, mean, count or stock"),
        Column("unit", "VARCHAR", "单位", "unit"),
        Column("decimals", "BIGINT", "小数位数", "places"),
        Column("numerator_zh", "VARCHAR", "分子（中文）", "what is counted, in Chinese"),
        Column("numerator_en", "VARCHAR", "分子（英文）", "what is counted, in English"),
        Column("denominator_zh", "VARCHAR", "分母（中文）", "of what, in Chinese"),
        Column("denominator_en", "VARCHAR", "分母（英文）", "of what, in English"),
        Column("mart", "VARCHAR", "来源表", "mart or relation that it is counted in"),
        Column("only_names", "VARCHAR[]", "限于", "names that it is narrowed to", "As of rivers"),
        Column("basis", "VARCHAR", "定义依据", "what the definition rests on", "sourced or proposed"),
        Column("rests_on", "VARCHAR", "出处或理由", "source or reason of the definition"),
        Column("reference_year", "BIGINT", "参考年", "year of the reference"),
        Column("reference_value", "DOUBLE", "参考值", "published value"),
        Column("reference_says", "VARCHAR", "参考值含义", "what the text says", "exactly or more_than"),
        Column("reference_source", "VARCHAR", "参考值来源", "source of the reference"),
        Column("no_reference_zh", "VARCHAR", "无参考值的原因（中文）", "why there is none, in Chinese"),
        Column("no_reference_en", "VARCHAR", "无参考值的原因（英文）", "why there is none, in English"),
        Column("note_zh", "VARCHAR", "说明（中文）", "what has to be said beside it, in Chinese"),
        Column("note_en", "VARCHAR", "说明（英文）", "what has to be said beside it, in English"),
    ),
)
TABLES: Final = (DEFINITION,)


def create(connection: "duckdb.DuckDBPyConnection", method: "IndicatorMethod") -> None:
    """Create and fill the table."""
    rows = []
    for nth, (name, one) in enumerate(method.indicators.items(), start=1):
        said, none = one.reference, one.no_reference
        rows.append(
            (
                name, nth, one.title.zh, one.title.en, one.definition.zh, one.definition.en, one.kind, one.unit, one.decimals,
                one.numerator.zh, one.numerator.en, one.denominator.zh, one.denominator.en, one.mart, list(one.only),
                one.basis, one.source if one.basis == "sourced" else one.reason,
                said and said.year, said and said.value, said and said.says, said and said.source,
                none and none.zh, none and none.en, method.note.zh, method.note.en,
            )
        )  # fmt: skip
    create_table(connection, DEFINITION, rows)
