"""The derived table `river_episode`: exceedances at the automatic stations, as episodes with a front, a tail and an excess.

Of an episode that goes on after midnight the day of its beginning is made again when the next day is there.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ecolake.derived import water_hours
from ecolake.derived.model import DerivedTable, Methods
from ecolake.derived.river_reach import FILE
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import INSTANT, Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.catalogue import Standards

_BEFORE: Final = 3
COLUMNS: Final = (
    Column("day", "DATE", "开始日期（北京时间）", "day in China on which it began"),
    Column("site_code", "VARCHAR", "断面（或站点）编码", "section, or station that stands at none"),
    Column("pollutant_code", "VARCHAR", "项目的 HJ 212 编码", "parameter by its code of HJ 212"),
    Column(
        "started_at", INSTANT, "首个超标或突升小时", "first hour beyond the limit, or far above the usual"
    ),
    Column("strongest_at", INSTANT, "最高值小时", "strongest hour"),
    Column("ended_at", INSTANT, "最后超标或突升小时", "last such hour"),
    Column(
        "front_at",
        INSTANT,
        "前锋到达：超出本底之半的首小时",
        "when the front came: first hour with half of the excess",
    ),
    Column(
        "tail_at",
        INSTANT,
        "尾部离开：超出本底之半的末小时",
        "when the tail went: last hour with half of the excess",
    ),
    Column("value", "DOUBLE", "最高值", "strongest value", unit="mg/L"),
    Column(
        "usual",
        "DOUBLE",
        "本底：所看各日小时值的中位数",
        "usual value, the median of the hours looked at",
        unit="mg/L",
    ),
    Column("excess", "DOUBLE", "最高值超出本底", "strongest value above the usual", unit="mg/L"),
    Column("limit_value", "DOUBLE", "水质目标的限值", "limit of the target class", unit="mg/L"),
    Column(
        "exceedance_multiple",
        "DOUBLE",
        "超标倍数，未超标为空",
        "(C - limit) / limit of the strongest hour; null within the limit",
    ),
    Column("hour_count", "BIGINT", "超标或突升小时数", "such hours"),
    Column(
        "kind",
        "VARCHAR",
        "突发超标、突升未超标、持续超标",
        "sudden; rise: sudden, but within the limit; lasting: the river as it is misses its target",
    ),
)


def table(standards: "Standards") -> DerivedTable:
    """Declare the table; the limits are those of the code list."""
    from functools import partial

    return DerivedTable(
        name="river_episode",
        title=Text(
            zh="断面自动监测超标过程，每次超标一行",
            en="exceedances at automatic stations, one row per episode",
        ),
        columns=COLUMNS,
        reads=water_hours.READS,
        compute=partial(_compute, limits=_limits(standards)),
        before=_BEFORE,
        after=1,
        methods=(FILE,),
        codelists=("surface_water_limit",),
    )


def _limits(standards: "Standards") -> list[tuple[str, str, str, float]]:
    """Return water body, factor code, class and limit of the parameters of table 1 that must not be more than it."""
    codes = standards.codelists.get("surface_water_limit")
    if codes is None:
        return []
    found = []
    for row in codes.rows:
        said = dict(zip(codes.columns, row, strict=True))
        if said["table"] == "1" and said["direction"] == "max" and said["in_routine_assessment"] == "yes":
            bodies = ("river", "lake") if said["water_body"] == "all" else (said["water_body"],)
            first = said["hj212_code"].split(";")[0]
            found += [
                (body, first, klass, float(said[f"class_{klass}"]))
                for body in bodies
                for klass in ("I", "II", "III", "IV", "V")
            ]
    return found


def _compute(
    connection: "duckdb.DuckDBPyConnection",
    day: date,
    methods: Methods,
    limits: list[tuple[str, str, str, float]],
) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.episodes import episodes

    method = methods.load(RiverMethod, FILE).episode
    wanted = pl.DataFrame(
        limits, schema=["water_body", "pollutant_code", "target_class", "limit"], orient="row"
    )
    hours = connection.execute(
        f"select h.site_code, h.pollutant_code, h.observed_at, cast(arg_min(h.value, h.precedence) as double) as value,"
        " any_value(s.water_body) as water_body, any_value(s.target_class) as target_class"
        f" from ({water_hours.SQL}) as h join lake.derived_water_site as s using (site_code)"
        f" where {water_hours.LOCAL.format('h.observed_at')} between $first and $last"
        " group by h.site_code, h.pollutant_code, h.observed_at",
        {"first": day - timedelta(days=int(method.days.value) - 1), "last": day + timedelta(days=1)},
    ).pl()
    judged = hours.join(wanted, on=["water_body", "pollutant_code", "target_class"], how="inner")
    found = episodes(
        judged, method.sudden_share.value, int(method.gap_hours.value), int(method.rise_hours.value)
    )
    local = pl.col("started_at").dt.convert_time_zone("Asia/Shanghai").dt.date()
    return (
        found.filter(local == day)
        .with_columns(
            day=pl.lit(day),
            limit_value="limit",
            exceedance_multiple=pl.when(pl.col("value") > pl.col("limit")).then(
                ((pl.col("value") - pl.col("limit")) / pl.col("limit")).round(4)
            ),
            usual=pl.col("usual").round(6),
            excess=pl.col("excess").round(6),
        )
        .select([column.name for column in COLUMNS])
    )
