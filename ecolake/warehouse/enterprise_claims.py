"""What each source says of each enterprise, one row per value: the relation `lake.enterprise_claim`, and the rules of choice.

Claims only; which of them wins is the dbt model `enterprise_value`, by `standards/registry/survivorship.yaml`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ecolake.standards.compile import compile_dataset
from ecolake.standards.survivorship import claims_of
from ecolake.warehouse import enterprise_rows, views
from ecolake.warehouse.enterprise_rows import ENTERPRISE, OWNER
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Item, Standards
    from ecolake.standards.survivorship import Survivorship

CLAIM = Relation(
    "enterprise_claim",
    "",
    "企业属性的各来源取值，每行每项一条 · what each source says of an enterprise, one row per row and item",
    (
        ENTERPRISE,
        *SOURCE_AND_DATASET,
        Column("item", "VARCHAR", "数据项", "item"),
        Column("value", "VARCHAR", "取值", "value", "As text; instants in UTC"),
        Column("unit", "VARCHAR", "计量单位", "unit"),
        Column("source_item", "VARCHAR", "来源数据项", "item of the dataset"),
        Column("authority_rank", "BIGINT", "来源权威次序", "rank of authority", "1 is the most believed"),
        Column("failed_rules", "VARCHAR[]", "未通过的检查", "checks of the value that the row fails"),
        Column(
            "observed_on",
            "DATE",
            "取值日期",
            "day of the value",
            "As the source dates it; empty where it does not",
        ),
        Column("received_on", "DATE", "接收日期", "day of receipt", "In China"),
        *ORIGIN[:4],
    ),
)
_RECEIVED = "cast(_received_at at time zone 'Asia/Shanghai' as date)"
RULE = Relation(
    "survivorship_item",
    "",
    "取值规则，每项一行 · how the value of each item is chosen, one row per item",
    (
        Column("item", "VARCHAR", "数据项", "item"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("criteria", "VARCHAR[]", "判定次序", "criteria in their order"),
    ),
)


def claim_select(named: Mapping[str, "Dataset"], rules: "Survivorship") -> str:
    """Union the claims of every dataset whose rows name an enterprise."""
    parts = [part for dataset in named.values() for part in _claims(dataset, rules)]
    return "\nunion all\n".join(parts) or views.empty(CLAIM)


def rule_rows(standards: "Standards", rules: "Survivorship") -> list[tuple[object, ...]]:
    """The rule of every item that is claimed by anybody, by item."""
    titles: dict[str, tuple[str, str]] = {}
    for _, dataset in sorted(standards.datasets.items()):
        for name, item in claims_of(rules, dataset):
            own = rules.items[name].title if name in rules.items else None
            if own is not None or item.name == name or name not in titles:
                title = own or item.title
                titles.setdefault(name, (title.zh, title.en))
    return [(name, zh, en, list(rules.order_of(name))) for name, (zh, en) in sorted(titles.items())]


def _claims(dataset: "Dataset", rules: "Survivorship") -> list[str]:
    claimed = list(claims_of(rules, dataset))
    if not claimed:
        return []
    checks = compile_dataset(dataset).checks
    structs = []
    for name, item in claimed:
        flags = sorted(one.id for one in checks if one.severity == "flag" and item.name in one.items)
        structs.append(_struct(name, item, rules, dataset, flags))
    listed = ",\n".join(structs)
    select = (
        f"select {OWNER} as enterprise_code, {views.literal(dataset.source)} as source,"
        f" {views.literal(dataset.name)} as dataset, claim.item, claim.value, claim.unit, claim.source_item,"
        f" claim.authority_rank, claim.failed_rules, observed_on, received_on, _batch, _file, _row, _sequence from (\n"
        f"select {OWNER}, {_observed_on(dataset, rules)} as observed_on,"
        f" {_RECEIVED} as received_on, _batch, _file, _row, _sequence,"
        f" unnest([\n{listed}\n]) as claim from ({enterprise_rows.rows(dataset)})\n"
        f") where claim.value is not null and claim.value <> ''"
    )
    return [select]


def _struct(name: str, item: "Item", rules: "Survivorship", dataset: "Dataset", flags: list[str]) -> str:
    value = enterprise_rows.as_text(item)
    pair = rules.items[name].pair if name in rules.items else None
    if pair:
        value = f"{value} || ',' || {enterprise_rows.as_text(dataset.items[pair])}"
    unit = item.element.unit if item.element else None
    failed = f"[{', '.join(views.literal(flag) for flag in flags)}]::varchar[]"
    return (
        f"{{'item': {views.literal(name)}, 'value': {value},"
        f" 'unit': {views.literal(unit) if unit else 'cast(null as varchar)'},"
        f" 'source_item': {views.literal(item.name)},"
        f" 'authority_rank': cast({rules.rank_of(name, dataset)} as bigint),"
        f" 'failed_rules': list_intersect(coalesce(_flags, []), {failed})}}"
    )


def _observed_on(dataset: "Dataset", rules: "Survivorship") -> str:
    """The day that the source gives a row; what lies ahead of its receipt is known since then."""
    described = rules.describes.get(dataset.id)
    if described is not None and described.year:
        # A year's figures are known when it is over.
        day = f"try_cast({views.identifier(described.year)} || '-12-31' as date)"
    elif described is not None and described.on:
        day = enterprise_rows.as_day(dataset.items[described.on])
    else:
        return "cast(null as date)"
    return f"case when {day} is not null then least({_RECEIVED}, {day}) end"
