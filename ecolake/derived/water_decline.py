"""The derived table `water_decline`: sections whose water has been getting worse for two months, and when their class would fall."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.methods.water import WaterMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.catalogue import Standards

_FILE: Final = "water.yaml"
_BEFORE: Final = 59
_COLUMNS: Final = (
    Column("day", "DATE", "截至日期（北京时间）", "last day of the span, in China"),
    Column("site_code", "VARCHAR", "断面（或站点）编码", "section, or station that stands at none"),
    Column("pollutant_code", "VARCHAR", "项目的 HJ 212 编码", "parameter by its code of HJ 212"),
    Column("step_count", "BIGINT", "参与检验的五日均值个数", "means of five days in the test"),
    Column("z", "DOUBLE", "Mann–Kendall 检验统计量 Z", "Z of the Mann-Kendall test"),
    Column("p", "DOUBLE", "双侧 P 值", "two-sided probability by chance"),
    Column("slope_per_day", "DOUBLE", "Theil–Sen 斜率，每日", "slope of Theil and Sen, per day"),
    Column("change", "DOUBLE", "全程变化占均值之比", "change over the span as a share of the mean"),
    Column("level", "DOUBLE", "趋势线末日取值", "value of the line on the last day"),
    Column(
        "class_number", "BIGINT", "该值的类别，1 至 6", "class of that value, 1 for I to 6 for worse than V"
    ),
    Column("limit_value", "DOUBLE", "保持该类别的限值", "limit that keeps the class"),
    Column(
        "days_to_fall", "DOUBLE", "按此趋势距类别变差的天数", "days until the class falls, if it goes on so"
    ),
    Column("is_warning", "BOOLEAN", "是否预警", "whether that is near enough to warn"),
)


def table(standards: "Standards") -> DerivedTable:
    """Declare the table; the limits are those of the code list."""
    return DerivedTable(
        name="water_decline",
        title=Text(
            zh="断面水质持续恶化，每断面每日每项目一行",
            en="sections whose water has been getting worse, one row per section, day and parameter",
        ),
        columns=_COLUMNS,
        reads=(Reads("derived.water_item_daily", "day"), Reads("derived.water_site", remakes=False)),
        compute=partial(_compute, limits=_limits(standards)),
        before=_BEFORE,
        methods=(_FILE,),
        codelists=("surface_water_limit",),
    )


def _limits(standards: "Standards") -> "pl.DataFrame":
    """Return direction and limits of each parameter of table 1 that takes part in the class, by kind of water."""
    import polars as pl

    codes = standards.codelists.get("surface_water_limit")
    rows = [dict(zip(codes.columns, row, strict=True)) for row in codes.rows] if codes else []
    wanted = [
        row
        for row in rows
        if row["table"] == "1"
        and row["direction"] in ("max", "min")
        and row["in_routine_assessment"] == "yes"
    ]
    found = [
        (
            body,
            row["hj212_code"].split(";")[0],
            row["direction"],
            [float(row[f"class_{one}"]) for one in ("I", "II", "III", "IV", "V")],
        )
        for row in wanted
        for body in (("river", "lake") if row["water_body"] == "all" else (row["water_body"],))
    ]
    words = dict.fromkeys(("water_body", "pollutant_code", "direction"), pl.String())
    shape = pl.Schema({**words, "limits": pl.List(pl.Float64())})
    return pl.DataFrame(found, schema=shape, orient="row")


def _compute(
    connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods, limits: "pl.DataFrame"
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.water.decline import Rule, declines

    said = methods.load(WaterMethod, _FILE).decline
    rule = Rule(
        steps=int(said.steps.value),
        step_days=int(said.step_days.value),
        least_steps=int(said.least_steps.value),
        significance=said.significance.value,
        least_change=said.least_change.value,
        ahead_days=said.ahead_days.value,
    )
    days = connection.execute(
        "select site_code, pollutant_code, day, value from lake.derived_water_item_daily where day <= $day",
        {"day": day},
    ).pl()
    sites = connection.sql("select site_code, water_body from lake.derived_water_site").pl()
    judged_by = sites.join(limits, on="water_body", how="inner")
    found = declines(days, judged_by, day, rule)
    rounded = ("z", "p", "slope_per_day", "change", "level")
    return found.with_columns(pl.lit(day).alias("day"), *(pl.col(name).round(6) for name in rounded)).select(
        [column.name for column in _COLUMNS]
    )
