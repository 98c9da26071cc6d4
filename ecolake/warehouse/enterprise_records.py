"""What stands in the file of an enterprise: its records by section, the events of its timeline, its figures.

The relations `lake.enterprise_record`, `lake.enterprise_happening` and `lake.enterprise_figure`, by
`standards/registry/dossier.yaml`; what is made of them is said by the dbt models.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ecolake.standards.dossier import shown
from ecolake.warehouse import enterprise_rows, views
from ecolake.warehouse.enterprise_rows import ENTERPRISE, OWNER
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset
    from ecolake.standards.dossier import Dossier, EventRule, FigureRule, RecordRule

_ROW = (*SOURCE_AND_DATASET, *ORIGIN[:4])
RECORD = Relation(
    "enterprise_record",
    "",
    "一企一档各章的记录 · rows that stand in the file of an enterprise, by section",
    (
        ENTERPRISE,
        Column("section", "VARCHAR", "章", "section"),
        Column("dated_on", "DATE", "记录日期", "day of the record"),
        Column("record", "JSON", "记录", "record", "The items that are shown; nothing personal"),
        *_ROW,
    ),
)
HAPPENING = Relation(
    "enterprise_happening",
    "",
    "企业事件 · what happened to an enterprise, one row per event",
    (
        ENTERPRISE,
        Column("happened_on", "DATE", "发生日期", "day of the event", "In China"),
        Column("kind", "VARCHAR", "事件类型", "kind of event"),
        Column("details", "JSON", "内容", "what happened", "The items that tell it"),
        *_ROW,
    ),
)
FIGURE = Relation(
    "enterprise_figure",
    "",
    "企业排放与用能用水数量 · amounts discharged, permitted, used and taxed, one row per amount",
    (
        ENTERPRISE,
        Column("says", "VARCHAR", "性质", "what the amount is", "reported, permitted, used or taxed"),
        Column("subject", "VARCHAR", "对象", "what it is an amount of"),
        Column("begins_on", "DATE", "期间起", "first day of the period"),
        Column("months", "BIGINT", "月数", "months of the period", "Empty where the source names no period"),
        Column("amount", "DOUBLE", "数量", "amount"),
        Column("unit", "VARCHAR", "单位", "unit", "t, m3, kW.h or 1"),
        *_ROW,
    ),
)
RELATIONS: Final = (RECORD, HAPPENING, FIGURE)
# The units of sources, and what one of them is in ours.
_UNITS: Final = {
    "t": ("t", "1"),
    "t/a": ("t", "1"),
    "kg": ("t", "0.001"),
    "m3": ("m3", "1"),
    "10*4.m3": ("m3", "10000"),
    "kW.h": ("kW.h", "1"),
    "1": ("1", "1"),
}


def selects(there: Mapping[str, "Dataset"], dossier: "Dossier") -> dict[str, str]:
    """What each relation selects, by its name; of the datasets whose rows name an enterprise."""
    parts: dict[str, list[str]] = {relation.name: [] for relation in RELATIONS}
    for name, section in dossier.sections.items():
        for dataset, rule in section.records.items():
            if dataset in there and (record := _record(name, there[dataset], rule)):
                parts[RECORD.name].append(record)
    for name, kind in dossier.events.items():
        parts[HAPPENING.name] += [
            _happening(name, there[one.dataset], one) for one in kind.rows if one.dataset in there
        ]
    for figure in dossier.figures:
        if figure.dataset in there:
            parts[FIGURE.name] += _figures(there[figure.dataset], figure, dossier)
    return {
        relation.name: "\nunion all\n".join(parts[relation.name]) or views.empty(relation)
        for relation in RELATIONS
    }


def _origin(dataset: "Dataset") -> str:
    return (
        f"{views.literal(dataset.source)} as source, {views.literal(dataset.name)} as dataset,"
        f" _batch, _file, _row, _sequence from ({enterprise_rows.rows(dataset)})"
    )


def _record(section: str, dataset: "Dataset", rule: "RecordRule") -> str:
    fields = ", ".join(
        f"{views.literal(item.name)}: {enterprise_rows.as_plain(item)}" for item in shown(rule, dataset)
    )
    on = enterprise_rows.as_day(dataset.items[rule.on]) if rule.on else "cast(null as date)"
    return (
        f"select {OWNER} as enterprise_code, {views.literal(section)} as section, {on} as dated_on,"
        f" {_without_nulls(fields)} as record, {_origin(dataset)}"
    )


def _without_nulls(fields: str) -> str:
    """JSON of named values; what is null is left out."""
    return f"json_merge_patch('{{}}', to_json({{{fields}}}))"


def _happening(kind: str, dataset: "Dataset", rule: "EventRule") -> str:
    fields = ", ".join(
        f"{views.literal(name)}: {enterprise_rows.as_plain(dataset.items[name])}" for name in rule.says
    )
    day = enterprise_rows.as_day(dataset.items[rule.on])
    conditions = [f"{day} is not null"]
    for name, value in rule.where.items():
        wanted = str(value).lower() if isinstance(value, bool) else views.literal(value)
        conditions.append(f"{views.identifier(name)} = {wanted}")
    details = _without_nulls(fields) if fields else "cast('{}' as json)"
    return (
        f"select {OWNER} as enterprise_code, {day} as happened_on, {views.literal(kind)} as kind, {details} as details,"
        f" {_origin(dataset)} where {' and '.join(conditions)}"
    )


def _figures(dataset: "Dataset", rule: "FigureRule", dossier: "Dossier") -> Iterator[str]:
    begins, months = _period(dataset, rule)
    for name, subject in rule.amounts.items():
        element = dataset.items[name].element
        unit, factor = _UNITS[(element.unit if element else None) or "1"]
        of = _subject(rule.subject, dossier) if rule.subject else views.literal(subject)
        value = views.identifier(name)
        yield (
            f"select {OWNER} as enterprise_code, {views.literal(rule.says)} as says, {of} as subject,"
            f" {begins} as begins_on, cast({months} as bigint) as months,"
            f" cast({value} as double) * {factor} as amount, {views.literal(unit)} as unit,"
            f" {_origin(dataset)} where {value} is not null and {of} is not null"
        )


def _subject(item: str, dossier: "Dossier") -> str:
    """Read the word of a source as one of our subjects; a word that nobody knows is no subject."""
    pairs = [(word, subject) for subject, words in dossier.subjects.items() for word in words]
    cases = " ".join(f"when {views.literal(word)} then {views.literal(subject)}" for word, subject in pairs)
    return f"case {views.identifier(item)} {cases} end"


def _period(dataset: "Dataset", rule: "FigureRule") -> tuple[str, str]:
    if rule.year and rule.quarter:
        year, quarter = (views.identifier(name) for name in (rule.year, rule.quarter))
        return (
            f"try_cast({year} || '-' || lpad(cast({quarter} * 3 - 2 as varchar), 2, '0') || '-01' as date)",
            "3",
        )
    for name, months in ((rule.year, "12"), (rule.month, "1"), (rule.on, "1")):
        if name:
            return f"cast(date_trunc('month', {enterprise_rows.as_day(dataset.items[name])}) as date)", months
    return "cast(null as date)", "cast(null as bigint)"
