"""The table `lake.problem_report`: all reports of problems, whatever way they came, each with the problem that it belongs to.

Python because what is compared are the words of persons, which no view of the file shows, and because a problem is a connected
component. Which rows are reports, and when two are the same matter, is said in `standards/methods/ledger.yaml`. Deadlines, owners
and closing are the business of the dbt models of the ledger.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ecolake.standards.methods.ledger import RECEIVED
from ecolake.warehouse import views
from ecolake.warehouse.enterprise_rows import ENTERPRISE, ROW
from ecolake.warehouse.relation import INSTANT, Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET, TEXTS, dataset_relations
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.domain.ledger.pairs import Limits
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.methods.ledger import LedgerMethod, Report, Same, Way
    from ecolake.warehouse.pinned import Pinned
    from ecolake.warehouse.tables import Row

_CELL = (
    Column("report", "VARCHAR", "报告", "report", "The dataset and the key of its row"),
    *SOURCE_AND_DATASET,
    Column("number", "VARCHAR", "编号", "number", "The key of the row, its parts joined by |"),
    Column("channel", "VARCHAR", "渠道", "channel"),
    Column("is_public", "BOOLEAN", "是否群众反映", "whether somebody of the public waits for an answer"),
    Column("found_at", INSTANT, "发现时间", "found at", "Noon where only the day is known"),
    Column("found_on", "DATE", "发现日期", "found on"),
    Column("kind", "VARCHAR", "问题类型代码", "code of the kind", "As the report has it; empty where it has none"),
    Column("kinds", TEXTS, "问题类别", "kinds of matter", "Two reports are of the same kind if they share one"),
    ENTERPRISE,
    Column("enterprise_by", "VARCHAR", "企业认定方式", "how its enterprise is known", "name or site"),
    Column("division_code", "VARCHAR", "行政区划代码", "division code"),
    Column("grid_code", "VARCHAR", "网格编码", "grid code"),
    Column("longitude", "DOUBLE", "经度", "longitude", unit="deg"),
    Column("latitude", "DOUBLE", "纬度", "latitude", unit="deg"),
    Column("owner", "VARCHAR", "办理单位", "who deals with it", "As the report has it"),
    Column("due_on", "DATE", "办理期限", "due on", "As the report has it"),
    Column("closed_on", "DATE", "办结日期", "closed on", "As the report has it"),
    Column("says_when_closed", "BOOLEAN", "来源是否登记办结", "whether reports of its dataset say when they are closed"),
    *ORIGIN[:3],
)  # fmt: skip
PROBLEM_REPORT: Final = Relation(
    "problem_report",
    "",
    "问题线索，每件一行，附所属问题及归并依据 · reports of problems, one row each, with the problem and what holds it there",
    (
        Column("problem_id", "VARCHAR", "问题编号", "problem", "The own number of its first report"),
        Column("own_id", "VARCHAR", "本线索编号", "own number", "The number of the problem that it would be alone; permanent"),
        Column("joined_by", "VARCHAR", "归并依据", "joined by", "first, refers_to, same_enterprise, same_place or same_words"),
        Column("joined_to", "VARCHAR", "归并至线索", "joined to", "The earlier report of the same problem"),
        Column("days", "BIGINT", "相隔天数", "days between the two"),
        Column("metres", "DOUBLE", "相隔距离", "metres between the two", unit="m"),
        Column("likeness", "DOUBLE", "文本相似度", "likeness of their words", "0 to 1"),
        *_CELL,
    ),
)  # fmt: skip

_TITLES = (
    Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
    Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
)
PROBLEM_KIND: Final = Relation(
    "problem_kind",
    "",
    "问题类别 · kinds of matter",
    (Column("kind", "VARCHAR", "类别", "kind"), *_TITLES),
)
PROBLEM_CHANNEL: Final = Relation(
    "problem_channel",
    "",
    "问题来源渠道 · the ways by which reports of problems come",
    (
        Column("channel", "VARCHAR", "渠道", "channel"),
        *_TITLES,
        Column(
            "deadline_days", "BIGINT", "办理期限天数", "days to deal with it", "Where the report does not say"
        ),
        Column("basis", "VARCHAR", "依据类型", "basis", "sourced or proposed"),
        Column("rests_on", "VARCHAR", "依据", "what it rests on"),
    ),
)
TABLES: Final = (PROBLEM_KIND, PROBLEM_CHANNEL, PROBLEM_REPORT)


def create(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    method: "LedgerMethod",
    rows: Mapping[str, "Pinned"],
) -> None:
    """Create and fill the tables; `lake.enterprise_row` and the registry's relations exist already.

    Args:
        connection: On the build file.
        standards: The loaded standards.
        method: Which rows are reports, and when two are the same matter.
        rows: Where the rows of each table are.
    """
    import polars as pl

    from ecolake.domain.ledger.places import owner_of_place
    from ecolake.domain.ledger.problems import problems

    kinds = [(kind, title.zh, title.en) for kind, title in method.kinds.titles.items()]
    create_table(connection, PROBLEM_KIND, kinds)
    create_table(connection, PROBLEM_CHANNEL, [_channel(*one) for one in method.channels.items()])
    create_table(connection, PROBLEM_REPORT, ())
    select = "\nunion all by name\n".join(
        [*_selects(standards, method, rows), _alarms(method.alarm_hours.value)]
    )
    reports = (
        connection.execute(select)
        .pl()
        .sort("report", "_batch", "_file", "_row")
        .unique("report", keep="last")
    )
    of_codes = [{"kind": code, "kinds_of_code": list(kinds)} for code, kinds in method.kinds.of.items()]
    known = pl.DataFrame(of_codes, schema={"kind": pl.String(), "kinds_of_code": pl.List(pl.String())})
    sites = connection.execute(_SITES, [list(method.sites)]).pl()
    at_a_site = owner_of_place(reports, sites, method.same.site_metres.value).rename(
        {"enterprise_code": "_at_site"}
    )
    reports = (
        reports.join(known, on="kind", how="left")
        .with_columns(kinds=pl.coalesce("kinds_of_code", "kinds").fill_null(["other"]))
        .join(at_a_site, on="report", how="left")
        .with_columns(
            enterprise_by=pl.when(pl.col("enterprise_code").is_not_null())
            .then(pl.lit("name"))
            .when(pl.col("_at_site").is_not_null())
            .then(pl.lit("site")),
            enterprise_code=pl.coalesce("enterprise_code", "_at_site"),
        )
    )
    told = reports.join(problems(reports, limits(method.same)), on="report", how="left").sort("report")
    columns = ", ".join(views.identifier(one.name) for one in PROBLEM_REPORT.columns)
    connection.register("reports_of_problems", told.to_arrow())
    connection.execute(f"insert into lake.{PROBLEM_REPORT.name} select {columns} from reports_of_problems")
    connection.unregister("reports_of_problems")


# Where an enterprise is, as each source has it.
_SITES: Final = """
    select distinct link.enterprise_code, said.longitude, said.latitude
    from lake.registry_mention as said join lake.registry_link as link on said.mention = link.mention
    where list_contains($1, said.source || '.' || said.dataset)
        and said.longitude is not null and said.latitude is not null
    order by all
"""


def _channel(name: str, way: "Way") -> "Row":
    limit = way.deadline
    return (name, way.title.zh, way.title.en, int(limit.value), limit.basis, limit.source or limit.reason)


def limits(same: "Same") -> "Limits":
    """The figures of the standard as the method takes them."""
    from ecolake.domain.ledger.pairs import Limits

    return Limits(
        enterprise_days=int(same.enterprise_days.value),
        place_metres=same.place_metres.value,
        place_days=int(same.place_days.value),
        words_days=int(same.words_days.value),
        words_likeness=same.words_likeness.value,
        at_most_days=int(same.at_most_days.value),
    )


def _selects(standards: "Standards", method: "LedgerMethod", rows: Mapping[str, "Pinned"]) -> list[str]:
    relations = {one.table: one for one in dataset_relations(standards)}
    counties = _counties(standards)
    selects = []
    for name, report in sorted(method.reports.items()):
        dataset = standards.datasets.get(name)
        if dataset is None:
            continue
        table = f"accepted/{dataset.table}"
        pinned = rows[table]
        if pinned.pin is None or not pinned.pin.files:
            continue
        # As they are: words are compared that nobody is shown, and none of them is kept.
        whole = tuple(replace(one, published="whole", personal_where="") for one in relations[table].columns)
        said = views.in_force(replace(relations[table], columns=whole), *pinned)
        selects.append(_select(dataset, report, said, counties))
    return selects


def _alarms(hours: float) -> str:
    """Select the alarms that go on for long enough, in the shape of all; whose they are is said by the row of the monitoring point."""
    return f"""
        select 'iot.source_concentration_hourly:' || number as report, 'iot' as source,
            'source_concentration_hourly' as dataset, number, 'monitoring' as channel, false as is_public,
            began_at as found_at, day as found_on, cast(null as varchar) as kind,
            case outlet_medium when 'water' then ['water'] when 'air' then ['air'] else ['water', 'air'] end as kinds,
            whose.enterprise_code, cast(null as varchar) as division_code, cast(null as varchar) as grid_code,
            cast(null as double) as longitude, cast(null as double) as latitude, cast(null as varchar) as owner,
            cast(null as date) as due_on, cast(null as date) as closed_on, false as says_when_closed,
            cast(null as varchar) as words, cast([] as varchar[]) as refers,
            said._batch, said._file, said._row
        from (
            select *, concat_ws(
                '|', monitoring_point_code, pollutant_code, strftime(began_at at time zone 'UTC', '%Y-%m-%dT%HZ')
            ) as number
            from lake.derived_alarm_episode where hours >= {hours}
        ) as said
        left join (
            select points.monitoring_point_code, min(owners.enterprise_code) as enterprise_code
            from lake.iot__source_monitoring_point as points
            join lake.{ROW.name} as owners
                on owners.source = 'iot' and owners.dataset = 'source_monitoring_point'
                and points._batch = owners._batch and points._file = owners._file and points._row = owners._row
            group by points.monitoring_point_code
        ) as whose on said.monitoring_point_code = whose.monitoring_point_code
    """


def _select(dataset: "Dataset", report: "Report", said: str, counties: str) -> str:
    """Select the reports of one dataset in the shape of all."""
    number = _number("said", dataset.key)
    division, join = _division(dataset, report, counties)
    refers = [
        f"{views.literal(other + ':')} || cast(said.{views.identifier(item)} as varchar)"
        for item, other in report.refers.items()
    ]
    always = ", ".join(views.literal(one) for one in report.always)
    place = {"longitude", "latitude"} <= dataset.items.keys()
    instant = report.found == RECEIVED or dataset.items[report.found].duckdb == INSTANT
    found = f"said.{views.identifier(report.found)}"
    noon = f"(cast({found} as timestamp) + interval 12 hour) at time zone 'Asia/Shanghai'"
    columns = {
        "report": f"{views.literal(dataset.id + ':')} || {number}",
        "source": views.literal(dataset.source),
        "dataset": views.literal(dataset.name),
        "number": number,
        "channel": views.literal(report.channel),
        "is_public": str(report.is_public).lower(),
        "found_at": found if instant else noon,
        "found_on": _day(dataset, report.found),
        "kind": _text(report.kind),
        "kinds": f"cast({f'[{always}]' if always else 'null'} as varchar[])",
        "enterprise_code": "whose.enterprise_code",
        "division_code": division,
        "grid_code": _text("grid_code" if "grid_code" in dataset.items else None),
        "longitude": "cast(said.longitude as double)" if place else "cast(null as double)",
        "latitude": "cast(said.latitude as double)" if place else "cast(null as double)",
        "owner": _text(report.owner),
        "due_on": _day(dataset, report.due),
        "closed_on": _day(dataset, report.closed),
        "says_when_closed": str(report.closed is not None).lower(),
        "words": _text(report.words),
        "refers": f"list_filter([{', '.join(refers)}]::varchar[], lambda one: one is not null)",
        **{one.name: f"said.{one.name}" for one in ORIGIN[:3]},
    }
    told = ", ".join(f"{value} as {views.identifier(name)}" for name, value in columns.items())
    only = f" and coalesce(said.{views.identifier(report.only)}, true)" if report.only else ""
    return (
        f"select {told} from ({said}) as said left join lake.{ROW.name} as whose"
        f" on whose.source = {views.literal(dataset.source)} and whose.dataset = {views.literal(dataset.name)}"
        f" and said._batch = whose._batch and said._file = whose._file and said._row = whose._row{join}"
        f" where {_day(dataset, report.found)} is not null{only}"
    )


def _number(alias: str, key: tuple[str, ...]) -> str:
    return (
        "concat_ws('|', "
        + ", ".join(f"cast({alias}.{views.identifier(one)} as varchar)" for one in key)
        + ")"
    )


def _text(item: str | None) -> str:
    return f"cast({'null' if item is None else 'said.' + views.identifier(item)} as varchar)"


def _day(dataset: "Dataset", item: str | None) -> str:
    if item is None:
        return "cast(null as date)"
    value = f"said.{views.identifier(item)}"
    is_instant = item == RECEIVED or dataset.items[item].duckdb == INSTANT
    return f"cast({value} at time zone 'Asia/Shanghai' as date)" if is_instant else f"cast({value} as date)"


def _division(dataset: "Dataset", report: "Report", counties: str) -> tuple[str, str]:
    """The code of the division: the row's own, the grid unit's, or that of the county whose name it is; and what to join for it."""
    if "division_code" in dataset.items:
        return "cast(said.division_code as varchar)", ""
    if report.county is not None:
        county = views.identifier(report.county)
        return "county.code", f" left join ({counties}) as county on county.name_zh = said.{county}"
    # A grid code begins with the six digits of its county (clause 4.1 of the standard of the grid).
    return ("left(said.grid_code, 6)" if "grid_code" in dataset.items else "cast(null as varchar)"), ""


def _counties(standards: "Standards") -> str:
    """The codes of divisions by name, as far as a name is that of one division alone."""
    items = (item for one in standards.datasets.values() for item in one.items.values())
    elements = (item.element for item in items if item.element_name == "division_code" and item.element)
    lists = sorted({one.codes for one in elements if one.codes})
    named = ", ".join(views.literal(one) for one in lists)
    return (
        f"select name_zh, min(code) as code from lake.standard_code where code_list in ({named or 'null'})"
        f" group by name_zh having count(distinct code) = 1"
    )
