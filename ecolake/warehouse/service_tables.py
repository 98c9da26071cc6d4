"""What `standards/methods/service.yaml` lists, as tables of the schema `lake` for the models of the enterprise service.

Lists only; single figures are in `lake.method_figure`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import TEXTS
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.methods.service import Duty, ServiceMethod
    from ecolake.warehouse.tables import Row

_TITLES = (
    Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
    Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
)
_SERVICE = Column("service_code", "VARCHAR", "事项编码", "service item code")
_QUESTION = Column("question", "VARCHAR", "表单项", "field of the form")
SERVICE: Final = Relation(
    "service_item",
    "",
    "审批服务事项，每项一行（目录为拟定） · services of the platform, one row each; the list is proposed",
    (
        _SERVICE,
        Column("matter", "VARCHAR", "业务", "matter"),
        Column("act", "VARCHAR", "环节", "act"),
        *_TITLES,
    ),
)
QUESTION: Final = Relation(
    "service_question",
    "",
    "统一表单的表单项，每项一行 · what the one form asks, one row per field",
    (
        _QUESTION,
        Column("position", "BIGINT", "序号", "position"),
        Column("part", "VARCHAR", "表单分区", "part of the form"),
        *_TITLES,
        Column("known", TEXTS, "已知于", "where the answer stands", "Items of enterprise_value, or source.dataset.item"),
    ),
)  # fmt: skip
FORM: Final = Relation(
    "service_form",
    "",
    "各事项的表单项 · which fields each service asks",
    (_SERVICE, _QUESTION),
)
DUTY: Final = Relation(
    "service_duty",
    "",
    "企业主体责任及适用条件 · duties of enterprises, and who owes them",
    (
        Column("duty", "VARCHAR", "责任", "duty"),
        *_TITLES,
        Column("because_zh", "VARCHAR", "适用理由（中文）", "why it is owed, in Chinese"),
        Column("because_en", "VARCHAR", "适用理由（英文）", "why it is owed, in English"),
        Column("law", "VARCHAR", "依据", "what it rests on"),
        Column("dataset", "VARCHAR", "适用于有其记录的企业", "owed by whoever has a row of it"),
        Column("item", "VARCHAR", "且该项", "and in it this item"),
        Column("codes", TEXTS, "取值为其一", "has one of these codes"),
        Column("every_days", "BIGINT", "周期（天）", "how long it counts as done", unit="d"),
    ),
)
EVIDENCE: Final = Relation(
    "service_evidence",
    "",
    "责任履行的凭据 · what shows that a duty was done",
    (
        Column("duty", "VARCHAR", "责任", "duty"),
        Column("dataset", "VARCHAR", "数据集", "dataset"),
        Column("on_item", "VARCHAR", "日期项", "item that says when", "Empty: the day of the record or its receipt"),
    ),
)  # fmt: skip
INDICATOR: Final = Relation(
    "credit_indicator",
    "",
    "环境信用动态评分指标（拟定） · indicators of the credit between ratings (proposed)",
    (
        Column("indicator", "VARCHAR", "指标", "indicator"),
        Column("position", "BIGINT", "序号", "position"),
        *_TITLES,
        Column("aspect", "VARCHAR", "方面", "aspect"),
        Column("full_marks", "BIGINT", "满分", "full marks"),
        Column("marks_each", "BIGINT", "每件扣分", "marks per event"),
        Column("kinds", TEXTS, "事件类型", "kinds of events"),
        Column("is_veto", "BOOLEAN", "是否一票否决", "whether one event makes the grade red"),
    ),
)
LENDING: Final = Relation(
    "credit_lending",
    "",
    "信用等级允许的信贷决定（拟定） · which decisions of a bank fit which grade (proposed)",
    (
        Column("grade", "VARCHAR", "信用等级", "grade"),
        Column("decisions", TEXTS, "允许的决定", "decisions that fit"),
    ),
)
TABLES: Final = (SERVICE, QUESTION, FORM, DUTY, EVIDENCE, INDICATOR, LENDING)


def create(connection: "duckdb.DuckDBPyConnection", method: "ServiceMethod") -> None:
    """Create and fill the tables."""
    parts = {part: list(questions) for part, questions in method.parts.items()}
    services = list(_services(method))
    create_table(connection, SERVICE, [one[:5] for one in services])
    asked = ((code, question) for code, *_, asks in services for part in asks for question in parts[part])
    create_table(connection, FORM, list(asked))
    questions = [
        (name, part, question) for part, asked in method.parts.items() for name, question in asked.items()
    ]
    create_table(
        connection,
        QUESTION,
        [
            (name, nth, part, one.title.zh, one.title.en, list(one.known))
            for nth, (name, part, one) in enumerate(questions, start=1)
        ],
    )
    create_table(connection, DUTY, [_duty(name, one) for name, one in method.duties.items()])
    evidence = ((name, *one) for name, duty in method.duties.items() for one in duty.evidence.items())
    create_table(connection, EVIDENCE, list(evidence))
    create_table(
        connection,
        INDICATOR,
        [
            (
                name,
                nth,
                one.title.zh,
                one.title.en,
                one.aspect,
                one.full,
                one.each,
                list(one.kinds),
                one.is_veto,
            )
            for nth, (name, one) in enumerate(method.credit.indicators.items(), start=1)
        ],
    )
    create_table(connection, LENDING, [(grade, list(fit)) for grade, fit in method.lending.allowed.items()])


def _services(method: "ServiceMethod") -> Iterator[tuple[str, str, str, str, str, tuple[str, ...]]]:
    """Code, matter, act, titles and the parts that the service asks, each part once."""
    number = 0
    for matter, about in method.items.matters.items():
        for act, does in method.items.acts.items():
            number += 1
            asks = tuple(dict.fromkeys((*does.asks, *about.asks)))
            title = (about.title.zh + does.title.zh, f"{about.title.en}: {does.title.en}")
            yield (method.items.code.format(number), matter, act, *title, asks)


def _duty(name: str, duty: "Duty") -> "Row":
    applies = duty.applies
    texts = (duty.title.zh, duty.title.en, duty.because.zh, duty.because.en, duty.law)
    return (name, *texts, applies.dataset, applies.item, list(applies.codes), int(duty.every_days.value))
