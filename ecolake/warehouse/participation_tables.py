"""What `standards/methods/participation.yaml` gives: disclosed rows, experts without their persons, and the lists for the models.

Experts are read here and not in a model, because the words that tell their class are personal and no view shows them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ecolake.warehouse import views
from ecolake.warehouse.enterprise_rows import as_plain
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET, TEXTS, dataset_relations
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Dataset, Item, Standards
    from ecolake.standards.methods.participation import DisclosureSet, ParticipationMethod
    from ecolake.warehouse.pinned import Pinned

EXPERTS: Final = "internet.environmental_expert"
_TITLES = (
    Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
    Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
)
_SET = Column("disclosure_set", "VARCHAR", "公开清单", "set")
SET: Final = Relation(
    "disclosure_set",
    "",
    "信息公开清单及其数据项 · sets that are disclosed, and the items of each",
    (_SET, *_TITLES, *SOURCE_AND_DATASET, Column("items", TEXTS, "公开的数据项", "items that are disclosed")),
)
CLASS: Final = Relation(
    "expert_class",
    "",
    "专家类别（拟定） · classes of experts (proposed)",
    (Column("expert_class", "VARCHAR", "专家类别", "class"), *_TITLES),
)
NEED: Final = Relation(
    "need_rule",
    "",
    "需求对应的专家类别与服务类别（拟定） · which experts and services a need asks for (proposed)",
    (
        Column("origin", "VARCHAR", "需求来源", "origin", "problem, duty or village"),
        Column("kind", "VARCHAR", "需求类型", "kind of need"),
        Column("expert_class", "VARCHAR", "专家类别", "class of expert"),
        Column("services", TEXTS, "服务类别", "kinds of service"),
    ),
)
EXPERT: Final = Relation(
    "expert_without_person",
    "",
    "专家（不含个人信息），每人一行 · experts without anything that names them, one row each",
    (
        Column("expert_number", "VARCHAR", "专家序号", "number", "By the order in which experts were first received"),
        Column("classes", TEXTS, "专家类别", "classes"),
        Column("words", TEXTS, "命中词", "words that told the classes"),
        Column("has_emergencies", "BOOLEAN", "是否参与过应急处置", "whether it has worked in emergencies"),
        Column("has_honours", "BOOLEAN", "是否有荣誉", "whether it has honours"),
        *ORIGIN[:3],
    ),
)  # fmt: skip
ROW: Final = Relation(
    "disclosed_row",
    "",
    "可公开的记录 · rows that may be disclosed",
    (
        _SET,
        Column("record", "JSON", "记录", "record", "The items of its set; nothing personal"),
        *SOURCE_AND_DATASET,
        *ORIGIN[:3],
    ),
)
TABLES: Final = (SET, CLASS, NEED, EXPERT)
VIEWS: Final = (ROW,)


def create(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    method: "ParticipationMethod",
    rows: Mapping[str, "Pinned"],
) -> None:
    """Create and fill the relations; the views of the datasets exist already.

    Args:
        connection: On the build file.
        standards: The loaded standards.
        method: What is disclosed and matched.
        rows: Where the rows of each table are.
    """
    sets = {name: one for name, one in method.sets.items() if one.dataset in standards.datasets}
    create_table(
        connection,
        SET,
        [
            (name, one.title.zh, one.title.en, *one.dataset.split("."), [item.name for item in shown])
            for name, one in sets.items()
            if (shown := disclosed_items(one, standards.datasets[one.dataset]))
        ],
    )
    classes = method.classes.items()
    create_table(connection, CLASS, [(name, one.title.zh, one.title.en) for name, one in classes])
    create_table(
        connection,
        NEED,
        [
            (origin, kind, need.expert, list(need.services))
            for origin, kinds in method.needs.items()
            for kind, need in kinds.items()
        ],
    )
    create_table(connection, EXPERT, ())
    connection.execute(f"create view lake.{ROW.name} as {disclosed(standards, sets)}")
    views.describe(connection, f"lake.{ROW.name}", ROW, "view")
    if EXPERTS in standards.datasets:
        _insert_experts(connection, standards, method, rows)


def disclosed_items(one: "DisclosureSet", dataset: "Dataset") -> "list[Item]":
    """The items of a set: those it names, or all; never one that a grade guards, whatever the set says."""
    if dataset.spec.open.type == "none":
        return []
    # Without a list of its own, a dataset that is open under conditions shows nothing.
    named = one.items or (dataset.items if dataset.spec.open.type == "unconditional" else ())
    return [
        item
        for name, item in dataset.items.items()
        if name in named and not item.guarded and not item.personal and item.each is None
    ]


def disclosed(standards: "Standards", sets: "Mapping[str, DisclosureSet]") -> str:
    """Select the rows in force of all sets, each as JSON of its disclosed items."""
    return "\nunion all\n".join(_disclosed(standards, sets)) or views.empty(ROW)


def _disclosed(standards: "Standards", sets: "Mapping[str, DisclosureSet]") -> Iterator[str]:
    relations = {one.table: one for one in dataset_relations(standards)}
    for name, one in sets.items():
        dataset = standards.datasets[one.dataset]
        items = disclosed_items(one, dataset)
        # Behind its mask a key no longer tells rows apart.
        if not items or any(dataset.items[key].guarded for key in dataset.key):
            continue
        fields = ", ".join(f"{views.literal(item.name)}: {as_plain(item)}" for item in items)
        current = views.current(relations[f"accepted/{dataset.table}"].name, dataset.key)
        only = f" where {views.identifier(one.only)} is not null" if one.only else ""
        yield (
            f"select {views.literal(name)} as {_SET.name}, json_merge_patch('{{}}', to_json({{{fields}}})) as record,"
            f" {views.literal(dataset.source)} as source, {views.literal(dataset.name)} as dataset, _batch, _file, _row"
            f" from ({current}){only}"
        )


def _insert_experts(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    method: "ParticipationMethod",
    rows: Mapping[str, "Pinned"],
) -> None:
    dataset = standards.datasets[EXPERTS]
    table = f"accepted/{dataset.table}"
    pinned = rows[table]
    if pinned.pin is None or not pinned.pin.files:
        return
    relation = next(one for one in dataset_relations(standards) if one.table == table)
    # As they are: words are read that nobody is shown, and none of them is kept.
    whole = tuple(replace(one, published="whole", personal_where="") for one in relation.columns)
    said = views.in_force(replace(relation, columns=whole), *pinned)
    ever = views.counting(dataset.id, pinned.pin, pinned.present)
    words = [(name, word) for name, one in method.classes.items() for word in one.words]
    listed = ", ".join(f"({views.literal(name)}, {views.literal(word)})" for name, word in words)
    # A number and not a digest: who knows the name could find the telephone behind a digest by trying all.
    connection.execute(
        f"""
        insert into lake.{EXPERT.name}
        with said as ({said}),
        numbered as (
            select expert_name, telephone, row_number() over (order by min((_sequence, _file, _row))) as nth
            from ({ever}) group by expert_name, telephone
        ),
        known as (
            select said._batch, said._file, said._row, list(distinct expert_class order by expert_class) as classes,
                list(distinct word order by word) as words
            from said join (values {listed}) as words (expert_class, word)
                on contains(concat_ws(' ', said.profession, said.field_of_expertise), word)
            group by all
        )
        select 'ZJ' || lpad(cast(numbered.nth as varchar), 5, '0'), coalesce(known.classes, []), coalesce(known.words, []),
            said.emergencies_joined is not null, said.honours is not null, said._batch, said._file, said._row
        from said join numbered on said.expert_name = numbered.expert_name and said.telephone = numbered.telephone
        left join known on said._batch = known._batch and said._file = known._file and said._row = known._row
        order by numbered.nth
        """
    )
