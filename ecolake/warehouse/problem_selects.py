"""The SQL that brings the reports of every dataset, and the alarms, into one shape: what `problem_reports` puts together.

From the rows as they are: words are compared that nobody is shown. None of them is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ecolake.standards.methods.ledger import RECEIVED
from ecolake.warehouse import views
from ecolake.warehouse.enterprise_rows import ROW
from ecolake.warehouse.relation import INSTANT
from ecolake.warehouse.relations import ORIGIN, dataset_relations

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.methods.ledger import LedgerMethod, Report
    from ecolake.warehouse.pinned import Pinned

_POINTS: Final = "iot.source_monitoring_point"


def selects(standards: "Standards", method: "LedgerMethod", rows: Mapping[str, "Pinned"]) -> list[str]:
    """Select the reports of each dataset that has any, and the alarms where there can be any.

    Args:
        standards: The loaded standards.
        method: Which rows are reports.
        rows: Where the rows of each table are.
    """
    relations = {one.table: one for one in dataset_relations(standards)}
    counties = _counties(standards)
    found = []
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
        found.append(_select(dataset, report, said, counties))
    if _POINTS in standards.datasets:
        found.append(_alarms(method.alarm_hours.value))
    return found


def _alarms(hours: float) -> str:
    """Select the alarms that go on for long enough, in the shape of all; whose they are is said by the last row of the monitoring point."""
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
            select points.monitoring_point_code,
                max_by(owners.enterprise_code, (points._sequence, points._row)) as enterprise_code
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
        "closed_on": _closed(dataset, report),
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


def _closed(dataset: "Dataset", report: "Report") -> str:
    """The day that the row says; where it only says that the matter is dealt with, the day on which it was received."""
    done = [
        f"cast(said.{views.identifier(item)} as varchar) in ({', '.join(views.literal(code) for code in codes)})"
        for item, codes in report.done.items()
    ]
    closed = _day(dataset, report.closed)
    return f"coalesce({closed}, if({' or '.join(done)}, {_day(dataset, RECEIVED)}, null))" if done else closed


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
