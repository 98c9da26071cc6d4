"""The derived tables `river_trace` and `river_arrival`: of every exceedance of a day, its likely sources and whom it reaches."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.derived.river_evidence import AFTER, BEFORE, Rivers, evidence, exceedance, rivers, weights_of
from ecolake.derived.river_reach import FILE
from ecolake.derived.river_told import READS as TOLD
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import INSTANT, Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.domain.river.exceedance import Exceedance

KEPT: Final = 20
"""Candidates that a row is kept of: whoever is asked to visit more than twenty plants visits none."""
_EPISODE: Final = (
    Column("day", "DATE", "超标开始日期（北京时间）", "day in China on which the exceedance began"),
    Column("site_code", "VARCHAR", "断面编码", "section"),
    Column("pollutant_code", "VARCHAR", "超标项目", "parameter that is exceeded"),
    Column("started_at", INSTANT, "首个超标小时", "first hour beyond the limit"),
)
_TRACE: Final = (
    *_EPISODE,
    Column("rank", "BIGINT", "名次", "rank; 1 is the likeliest"),
    Column("place_code", "VARCHAR", "地点编码", "place"),
    Column("place_kind", "VARCHAR", "排口或养殖场", "outlet or farm"),
    Column("travel_hours", "DOUBLE", "水流时间", "travel time to the section", unit="h"),
    Column("left_from", INSTANT, "最早排放时间", "earliest time at which it left"),
    Column("left_until", INSTANT, "最晚排放时间", "latest time at which it left"),
    Column("pollutant", "DOUBLE", "证据：污染物与许可相符", "evidence: the pollutant fits the permit"),
    Column(
        "timing",
        "DOUBLE",
        "证据：自动监测在相应时段超标为正，正常为负，无监测或无数据为一",
        "evidence: its device while the water left; above 1 over the limit, below 1 normal, 1 without device or data",
    ),
    Column(
        "load", "DOUBLE", "证据：排得出这么多", "evidence: as much can be let out by a place of its class"
    ),
    Column("record", "DOUBLE", "证据：前两年的处罚", "evidence: penalties of the two years before"),
    Column(
        "position",
        "DOUBLE",
        "证据：其水流经的测站所见",
        "evidence: what the stations saw that its water passes",
    ),
    Column(
        "reports",
        "DOUBLE",
        "证据：相应时段的水污染举报",
        "evidence: complaints about the water at about that time",
    ),
    Column(
        "reported",
        "DOUBLE",
        "相应各日自动监测有数时段占比",
        "share of the hours of those days that its device reported",
    ),
    Column(
        "common",
        "DOUBLE",
        "超标小时与到达小时的重合占比",
        "share of its hours over the limit and of the hours at the section common to both",
    ),
    Column(
        "over",
        "DOUBLE",
        "自动监测超出许可限值",
        "mean of its device above the limit of the permit",
        unit="mg/L",
    ),
    Column(
        "needed", "DOUBLE", "解释升高所需的排放", "what must have left it to explain the rise", unit="g/s"
    ),
    Column("able", "DOUBLE", "按其规模排得出的量", "what a place of its class can let out", unit="g/s"),
    Column("penalties", "BIGINT", "前两年处罚案件", "penalty cases of the two years before"),
    Column(
        "passes",
        "VARCHAR",
        "其水流经测站：seen 见同一升高、elsewhere 未经见到的测站、clean 测站未见异常",
        "stations that its water passes: seen saw the same rise; elsewhere: one that saw it is not passed; clean: one saw nothing",
    ),
    Column(
        "reported_by",
        "VARCHAR",
        "举报：named 点名、near 附近",
        "complaints: named: of its enterprise; near: from near it, naming nobody known",
    ),
    Column("score", "DOUBLE", "各证据之积", "product of the evidence"),
    Column("likelihood", "DOUBLE", "在上游全部地点中的份额", "share of the score of all places upstream"),
    Column("candidate_count", "BIGINT", "上游地点总数", "places upstream that were judged"),
)
_ARRIVAL: Final = (
    *_EPISODE,
    Column("place_code", "VARCHAR", "下游取水口或断面", "intake or section downstream"),
    Column("place_kind", "VARCHAR", "取水口或断面", "intake or section"),
    Column("travel_hours", "DOUBLE", "水流时间", "travel time from the section", unit="h"),
    Column("arrives_at", INSTANT, "预计到达", "when its front arrives"),
    Column("arrives_from", INSTANT, "最早到达", "earliest arrival"),
    Column("arrives_until", INSTANT, "最晚到达", "latest arrival"),
    Column("passes_at", INSTANT, "预计通过", "when it has passed"),
)
_READS: Final = (
    Reads("derived.river_episode", "day"),
    Reads("derived.river_reach"),
    Reads("derived.river_place", remakes=False),
    Reads("derived.river_runoff_daily", "day"),
)


def tables() -> tuple[DerivedTable, DerivedTable]:
    """Declare both tables."""
    return (
        DerivedTable(
            name="river_trace",
            title=Text(
                zh="超标溯源：每次超标的可能来源，每来源一行",
                en="likely sources of every exceedance, one row per exceedance and source",
            ),
            columns=_TRACE,
            reads=(
                *_READS,
                Reads("derived.water_item_daily", "day"),
                Reads("derived.outlet_exceedance_hourly", "day"),
                Reads("derived.outlet_watch_daily", "day"),
                TOLD,
                Reads("ecology.penalty_case", remakes=False),
            ),
            compute=_traces,
            before=BEFORE,
            after=AFTER,
            methods=(FILE,),
        ),
        DerivedTable(
            name="river_arrival",
            title=Text(
                zh="超标到达下游取水口与断面的预计时间，每处一行",
                en="when every exceedance arrives at intakes and sections downstream, one row each",
            ),
            columns=_ARRIVAL,
            reads=_READS,
            compute=_arrivals,
            methods=(FILE,),
        ),
    )


def _traces(connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.tracing import candidates

    episodes = _episodes(connection, day)
    if episodes.is_empty():
        return _whole([], _TRACE)
    method = methods.load(RiverMethod, FILE)
    ours = rivers(connection, day, method)
    known, weights, parts = evidence(connection, ours, day, method), weights_of(method), []
    for episode, seen in _seen(episodes, ours, method):
        found = candidates(ours.network, ours.hours, ours.flow, seen, known, weights)
        counted = found.with_columns(candidate_count=pl.len().cast(pl.Int64))
        parts.append(_labelled(counted.head(KEPT), episode))
    return _whole(parts, _TRACE)


def _arrivals(connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.tracing import reached

    episodes = _episodes(connection, day)
    if episodes.is_empty():
        return _whole([], _ARRIVAL)
    method = methods.load(RiverMethod, FILE)
    ours = rivers(connection, day, method)
    down = ours.places.filter(pl.col("place_kind").is_in(["intake", "section"]))
    tolerance = method.evidence.tolerance.value
    parts = [
        _labelled(reached(ours.network, ours.hours, seen, down, tolerance), episode)
        for episode, seen in _seen(episodes, ours, method)
        if seen.is_sudden
    ]
    return _whole(parts, _ARRIVAL)


def _episodes(connection: "duckdb.DuckDBPyConnection", day: date) -> "pl.DataFrame":
    return connection.execute(
        "select * from lake.derived_river_episode where day = $day order by site_code, pollutant_code, started_at",
        {"day": day},
    ).pl()


def _seen(
    episodes: "pl.DataFrame", ours: Rivers, method: RiverMethod
) -> "Iterator[tuple[dict[str, Any], Exceedance]]":
    """Yield the episodes whose section is in the network."""
    for row in episodes.iter_rows(named=True):
        sudden = row["kind"] != "lasting"
        excess = row["excess"] if sudden else row["value"] - row["limit_value"]
        seen = exceedance(
            ours,
            row["site_code"],
            row["pollutant_code"],
            row["front_at"],
            row["tail_at"],
            excess,
            sudden=sudden,
            method=method,
        )
        if seen is not None:
            yield row, seen


def _labelled(found: "pl.DataFrame", episode: dict[str, Any]) -> "pl.DataFrame":
    import polars as pl

    return found.with_columns(pl.lit(episode[column.name]).alias(column.name) for column in _EPISODE)


def _whole(parts: "list[pl.DataFrame]", columns: tuple[Column, ...]) -> "pl.DataFrame":
    """Put the parts together; a day without exceedances has no rows, but all columns."""
    import polars as pl

    names = [column.name for column in columns]
    if parts:
        return pl.concat(parts).select(names)
    types = {
        "DATE": pl.Date(),
        INSTANT: pl.Datetime("us", "UTC"),
        "VARCHAR": pl.String(),
        "DOUBLE": pl.Float64(),
        "BIGINT": pl.Int64(),
    }
    return pl.DataFrame(schema={column.name: types[column.type] for column in columns})
