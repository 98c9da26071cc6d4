"""A workbook for each source: its datasets, items, rules and code lists, for those who read standards in a spreadsheet.

What stands in which column is here; how a sheet looks is in `sheet`.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, time

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.standards.model import CodeList
from ecolake.standards.model_base import Text
from ecolake.standards.render.facts import (
    BASES,
    OPENING,
    SCHEMA,
    SEVERITIES,
    SHARING,
    UPDATES,
    codelists,
    domain,
    every_item,
    meaning,
    relation,
    type_name,
)
from ecolake.standards.render.files import Page
from ecolake.standards.render.sheet import Cell, Sheet, write_sheets
from ecolake.standards.resource_code import resource_code

_DATASETS = (
    ("资源代码\nresource code", 14),
    ("数据集\ndataset", 30),
    ("名称\nChinese title", 30),
    ("英文名称\nEnglish title", 34),
    ("摘要\ndefinition (zh)", 44),
    ("英文摘要\ndefinition (en)", 44),
    ("粒度\ngrain", 26),
    ("主键\nkey", 26),
    ("数据项数\nitems", 9),
    ("规则数\nrules", 9),
    ("更新周期\nupdate", 12),
    ("时效\nfresh within", 10),
    ("责任处室\noffice", 20),
    ("共享\nsharing", 22),
    ("开放\nopening", 22),
    ("安全等级\ngrade", 9),
    ("版本\nversion", 9),
    ("依据\nbasis", 12),
    ("出处\nsource", 36),
    ("仓库关系\nrelation", 36),
)
_ITEMS = (
    ("数据集\ndataset", 28),
    ("序号\nno.", 6),
    ("数据项\nitem", 26),
    ("名称\nChinese title", 24),
    ("英文名称\nEnglish title", 28),
    ("数据元\nelement", 26),
    ("类型\ntype", 14),
    ("单位\nunit", 10),
    ("值域\ndomain", 30),
    ("代码表\ncode list", 22),
    ("必填\nrequired", 9),
    ("主键\nkey", 6),
    ("引用\nreference", 44),
    ("级别\nseverity", 12),
    ("个人信息\npersonal", 9),
    ("安全等级\ngrade", 9),
    ("定义\ndefinition (zh)", 40),
    ("英文定义\ndefinition (en)", 40),
    ("出处\nsource", 34),
)
_RULES = (
    ("数据集\ndataset", 28),
    ("规则\nrule", 28),
    ("级别\nseverity", 12),
    ("断言\nassert", 60),
    ("提示\nmessage (zh)", 46),
    ("英文提示\nmessage (en)", 46),
    ("出处\nsource", 30),
)
_CODES = (
    ("代码表\ncode list", 24),
    ("名称\ntitle", 30),
    ("代码\ncode", 18),
    ("含义\nChinese name", 32),
    ("英文含义\nEnglish name", 36),
    ("版本\nedition", 16),
    ("依据\nbasis", 12),
)


def render(standards: Standards) -> Iterator[Page]:
    """Yield one workbook per source that has datasets; the same standards give the same bytes."""
    for source in standards.sources:
        datasets = [one for one in standards.datasets.values() if one.source == source]
        if datasets:
            buffer = io.BytesIO()
            title = f"{both(standards.sources[source].title)}：数据标准 data standards"
            issued = max(dataset.spec.issued for dataset in datasets)
            sheets = list(_sheets(standards, datasets))
            write_sheets(buffer, title, datetime.combine(issued, time.min, tzinfo=UTC), sheets)
            yield Page(f"{source}.xlsx", buffer.getvalue())


def both(text: Text) -> str:
    """Both languages in one cell."""
    return f"{text.zh} · {text.en}"


def _sheets(standards: Standards, datasets: list[Dataset]) -> Iterator[Sheet]:
    yield Sheet("数据集 datasets", _DATASETS, [_dataset_row(standards, one) for one in datasets], frozen=3)
    items = [row for dataset in datasets for row in _item_rows(dataset)]
    yield Sheet("数据项 items", _ITEMS, items, frozen=3)
    rules = [row for dataset in datasets for row in _rule_rows(dataset)]
    yield Sheet("规则 rules", _RULES, rules, frozen=2)
    lists = {name: codes for dataset in datasets for name, codes in codelists(dataset).items()}
    codes = [row for name in sorted(lists) for row in _code_rows(name, lists[name])]
    yield Sheet("代码表 code lists", _CODES, codes, frozen=3)


def _dataset_row(standards: Standards, dataset: Dataset) -> list[Cell]:
    spec = dataset.spec
    share = [SHARING[spec.share.type], spec.share.condition, spec.share.ground]
    opening = [OPENING[spec.open.type], spec.open.condition]
    return [
        resource_code(standards, dataset),
        dataset.id,
        spec.title.zh,
        spec.title.en,
        spec.definition.zh,
        spec.definition.en,
        _lines(spec.grain),
        "\n".join(spec.key),
        len(dataset.items),
        len(dataset.rules),
        _lines(UPDATES[spec.update]),
        spec.sla.fresh_within if spec.sla else "",
        _lines(spec.owner) if spec.owner else "",
        "\n".join(both(text) for text in share if text),
        "\n".join(both(text) for text in opening if text),
        spec.security,
        spec.version,
        _lines(BASES[spec.basis]),
        spec.source or "",
        f"{SCHEMA}.{relation(dataset)}",
    ]


def _item_rows(dataset: Dataset) -> Iterator[list[Cell]]:
    for number, (path, item) in enumerate(every_item(dataset), start=1):
        links = [link for link in dataset.links if path in link.items]
        targets = dict.fromkeys(f"{link.dataset}.{link.targets[link.items.index(path)]}" for link in links)
        yield [dataset.id, number, path, *_item_cells(item, "\n".join(targets), is_key=path in dataset.key)]


def _item_cells(item: Item, targets: str, *, is_key: bool) -> list[Cell]:
    element, words = item.element, meaning(item)
    return [
        item.title.zh,
        item.title.en,
        item.element_name or "",
        type_name(item),
        (element.unit if element else None) or "",
        domain(element) if element else "",
        (element.codes if element else None) or "",
        _mark(item.required),
        _mark(is_key),
        targets,
        _lines(SEVERITIES[item.severity]),
        _mark(item.personal),
        item.security,
        words.zh,
        words.en,
        (element.source if element else None) or "",
    ]


def _rule_rows(dataset: Dataset) -> Iterator[list[Cell]]:
    for rule in dataset.rules:
        yield [
            dataset.id,
            rule.id,
            _lines(SEVERITIES[rule.severity]),
            rule.holds,
            rule.message.zh,
            rule.message.en,
            rule.source or "",
        ]


def _code_rows(name: str, codes: CodeList) -> Iterator[list[Cell]]:
    for code in codes.sorted_codes:
        yield [
            name,
            both(codes.title),
            code,
            codes.title_of(code, "zh"),
            codes.title_of(code, "en"),
            codes.edition,
            _lines(BASES[codes.trust]),
        ]


def _lines(text: Text) -> str:
    return f"{text.zh}\n{text.en}"


def _mark(value: bool) -> str:
    return "✓" if value else ""
