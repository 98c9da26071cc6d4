"""The table `lake.problem_report`: all reports of problems, whatever way they came, each with the problem that it belongs to.

Python because what is compared are the words of persons, which no view of the file shows, and because a problem is a connected
component. Which rows are reports, and when two are the same matter, is said in `standards/methods/ledger.yaml`. Deadlines, owners
and closing are the business of the dbt models of the ledger.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ecolake.warehouse import problem_selects, views
from ecolake.warehouse.enterprise_rows import ENTERPRISE
from ecolake.warehouse.relation import INSTANT, Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET, TEXTS
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.domain.ledger.pairs import Limits
    from ecolake.standards.catalogue import Standards
    from ecolake.standards.methods.ledger import LedgerMethod, Same, Way
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
    selects = problem_selects.selects(standards, method, rows)
    if not selects:
        return
    reports = (
        connection.execute("\nunion all by name\n".join(selects))
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
