"""What dbt may read: the relations of the schema `lake`, derived from the standards.

Names, types and comments only. How a relation gets its rows is the business of `sources`, how dbt learns of
it that of `render`; both take their relations from here, so that they cannot disagree.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecolake.warehouse.registry_relations import USCC
from ecolake.warehouse.relation import INSTANT, Column, Relation

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Item, Standards
    from ecolake.standards.model_base import Published

TEXTS = "VARCHAR[]"


ORIGIN = (
    Column("_batch", "VARCHAR", "批次", "batch", "Landed batch, from the content of its bytes"),
    Column("_file", "VARCHAR", "文件", "file", "Landed file inside the batch"),
    Column("_row", "BIGINT", "行号", "row", "1-based record as a spreadsheet shows it"),
    Column("_sequence", "BIGINT", "落地序号", "landing order", "The higher one is the later delivery"),
    Column("_received_at", INSTANT, "接收时间", "received at"),
)
WITHDRAWN_BY = Column(
    "_withdrawn_by",
    "VARCHAR",
    "撤出批次",
    "withdrawn by",
    "Batch of the later whole delivery that left the key out; empty while the key is in force",
)
IN_FORCE = (
    Column("valid_from", INSTANT, "生效时间", "in force from"),
    Column("valid_to", INSTANT, "失效时间", "in force until", "Empty while the version is in force"),
    Column("is_current", "BOOLEAN", "是否现行", "whether it is in force now"),
)
FLAGS = Column("_flags", TEXTS, "标记", "flags", "Ids of the flag rules that the row fails")
REJECTED = (
    *ORIGIN,
    Column("rules", TEXTS, "未通过规则", "failed rules"),
    Column("columns", TEXTS, "涉及列", "columns concerned"),
    Column("reason_zh", "VARCHAR", "原因（中文）", "reason in Chinese"),
    Column("reason_en", "VARCHAR", "原因（英文）", "reason in English"),
    Column("payload", "VARCHAR", "原始值", "values as received", "JSON; guarded items are left out"),
)
ACCOUNTS = Relation(
    "accounts",
    "accounts",
    "批次台账 · batch account: received = accepted + rejected + duplicate, the latest attempt of each batch",
    (
        Column("source", "VARCHAR", "来源", "source"),
        Column("dataset", "VARCHAR", "数据集", "dataset"),
        Column("batch", "VARCHAR", "批次", "batch"),
        Column("attempt", "BIGINT", "尝试次数", "attempt"),
        Column("sequence", "BIGINT", "落地序号", "landing order"),
        Column("received", "BIGINT", "接收行数", "rows received"),
        Column("accepted", "BIGINT", "接受行数", "rows accepted"),
        Column("rejected", "BIGINT", "拒绝行数", "rows rejected"),
        Column("duplicate", "BIGINT", "重复行数", "rows already known"),
        Column("flagged", "BIGINT", "标记行数", "rows accepted with a flag"),
        Column("status", "VARCHAR", "状态", "status", "accepted, partial, unreadable or refused"),
        Column("standard_version", "VARCHAR", "标准版本", "version of the standard"),
        Column("standard_hash", "VARCHAR", "标准摘要", "hash of the standard"),
        Column("notes", TEXTS, "说明", "notes"),
        Column(
            "rule_counts",
            "STRUCT(rule VARCHAR, severity VARCHAR, rows BIGINT)[]",
            "各规则行数",
            "rows by rule",
        ),
        Column("received_at", INSTANT, "接收时间", "received at"),
        Column("committed_at", INSTANT, "提交时间", "committed at"),
        Column("seconds", "DOUBLE", "耗时", "duration", unit="s"),
    ),
)
FINDINGS = 'STRUCT(kind VARCHAR, policy VARCHAR, "column" VARCHAR, item VARCHAR, en VARCHAR, zh VARCHAR, owner VARCHAR)[]'
HOLDS = Relation(
    "holds",
    "holds",
    "批次暂存记录 · what happened to batches that were held for a person, one row per event",
    (
        Column("source", "VARCHAR", "来源", "source"),
        Column("dataset", "VARCHAR", "数据集", "dataset"),
        Column("batch", "VARCHAR", "批次", "batch"),
        Column("number", "BIGINT", "事件序号", "number of the event", "1 for the first of the batch"),
        Column("event", "VARCHAR", "事件", "event", "held, released or refused"),
        Column("sequence", "BIGINT", "落地序号", "landing order"),
        Column("rows", "BIGINT", "行数", "records of the batch"),
        Column("findings", FINDINGS, "异常", "what changed in how the source speaks"),
        Column("sentence_zh", "VARCHAR", "说明（中文）", "why, in Chinese"),
        Column("sentence_en", "VARCHAR", "说明（英文）", "why, in English"),
        Column("owner", "VARCHAR", "核实单位", "who should look at it"),
        Column("standard_hash", "VARCHAR", "标准摘要", "hash of the standard"),
        Column("received_at", INSTANT, "接收时间", "received at"),
        Column("happened_at", INSTANT, "事件时间", "when the event was"),
        Column("reason", "VARCHAR", "处置原因", "reason of the decision"),
    ),
)
SOURCE_AND_DATASET = ACCOUNTS.columns[:2]
ALL_REJECTED = Relation(
    "rejected",
    "",
    "全部拒绝行 · rejected rows of every dataset",
    (*SOURCE_AND_DATASET, *REJECTED),
)
ALL_FLAGGED = Relation(
    "flagged",
    "",
    "全部标记行 · current rows of every dataset that carry a flag, one row per flag",
    (*SOURCE_AND_DATASET, *ORIGIN, Column("rule", "VARCHAR", "规则", "rule"), USCC),
)

MENDED = Relation(
    "mended",
    "",
    "更正关系 · which rejected row was mended by which later row, one row per rejected row and workbook",
    (
        *SOURCE_AND_DATASET,
        Column("old_batch", "VARCHAR", "退回行批次", "batch of the rejected row"),
        Column("old_file", "VARCHAR", "退回行文件", "file of the rejected row"),
        Column("old_row", "BIGINT", "退回行行号", "row of the rejected row"),
        *ORIGIN[:3],
        Column("mended_at", INSTANT, "更正时间", "when the mended row was received"),
    ),
)


def mended_table(dataset: "Dataset") -> str:
    """Path of the links of a dataset below the lake folder."""
    return f"mended/{dataset.table}"


def withdrawn_table(dataset: "Dataset") -> str | None:
    """The table of keys that were withdrawn by absence, where that is what absence means."""
    withdraws = dataset.mapping is not None and dataset.mapping.absence == "withdrawn"
    return f"withdrawn/{dataset.table}" if withdraws else None


def has_history(dataset: "Dataset") -> bool:
    """Whether there can be several versions of a key: it may be corrected, or is delivered whole again and again."""
    is_snapshot = dataset.mapping is not None and dataset.mapping.delivers == "snapshot"
    return is_snapshot or dataset.spec.changes == "correct"


def dataset_relations(standards: "Standards") -> Iterator[Relation]:
    """Yield the accepted and the rejected relation of each dataset, by id."""
    for dataset_id, dataset in sorted(standards.datasets.items()):
        source, name = dataset_id.split(".")
        yield Relation(
            f"{source}__{name}",
            f"accepted/{source}/{name}",
            f"{dataset.title.zh} · {dataset.title.en}: {dataset.grain.zh} · {dataset.grain.en}",
            (*ORIGIN, WITHDRAWN_BY, FLAGS, *_items(dataset)),
            dataset_id,
        )
        yield Relation(
            f"{source}__{name}__rejected",
            f"rejected/{source}/{name}",
            f"{dataset.title.zh}（拒绝行） · rejected rows of {dataset.title.en}",
            REJECTED,
            dataset_id,
        )


def _items(dataset: "Dataset") -> Iterator[Column]:
    for item in dataset.items.values():
        element = item.element
        yield Column(
            item.name,
            item.duckdb,
            item.title.zh,
            item.title.en,
            f"{element.definition.zh} · {element.definition.en}" if element else "",
            element.unit if element else None,
            _published(item),
        )


def _published(item: "Item") -> "Published":
    """A nested list with a guarded field is withheld whole: nothing in it can be masked alone."""
    return "withheld" if item.each and item.guarded else item.published
