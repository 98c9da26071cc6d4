"""`ecolake standards new`: a new element, dataset or rule, asked for piece by piece, written in house style and linted."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import inspect_standards
from orchestration.cli.output import console
from orchestration.cli.questions import agree, ask, both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ecolake.standards.drafting.draft import Draft
    from ecolake.standards.drafting.style import Value

FAULTY = 5
Option = str | None

group = typer.Typer(help="新建标准 · Write a new element, dataset or rule.", no_args_is_help=True)

Source = Annotated[
    Option, typer.Option("--source", help="Where it is written, e.g. SL 247-2012 · 依据；留空为拟定")
]
Zh = Annotated[Option, typer.Option("--title-zh", help="中文名称")]
En = Annotated[Option, typer.Option("--title-en", help="English title")]
DefinitionZh = Annotated[Option, typer.Option("--definition-zh", help="中文定义")]
DefinitionEn = Annotated[Option, typer.Option("--definition-en", help="English definition")]


@group.command()
def element(
    name: Annotated[Option, typer.Argument(help="snake_case")] = None,
    file: Annotated[Option, typer.Option(help="File below elements/, e.g. water · 所在文件")] = None,
    title_zh: Zh = None,
    title_en: En = None,
    definition_zh: DefinitionZh = None,
    definition_en: DefinitionEn = None,
    object_class: Annotated[
        Option, typer.Option("--object", help="Code of the list object_class · 对象类")
    ] = None,
    property_name: Annotated[Option, typer.Option("--property", help="snake_case · 特性")] = None,
    kind: Annotated[
        Option, typer.Option("--type", help="text(20), decimal(8,3), integer, date … · 类型")
    ] = None,
    unit: Annotated[Option, typer.Option(help="UCUM, e.g. mg/L · 计量单位")] = None,
    bounds: Annotated[Option, typer.Option("--range", help="low,high; one may be empty · 值域")] = None,
    codes: Annotated[Option, typer.Option(help="Code list · 代码表")] = None,
    pattern: Annotated[Option, typer.Option(help="Regular expression · 格式")] = None,
    examples: Annotated[Option, typer.Option(help="Values that fit the pattern, by commas · 示例")] = None,
    source: Source = None,
    anyway: Annotated[
        bool | None, typer.Option("--anyway/--reuse", help="Though one is alike · 虽有相近者仍新建")
    ] = None,
) -> None:
    """新建数据元 · A data element; those that are alike are shown first."""
    from ecolake.standards.drafting.draft import draft_element
    from ecolake.standards.drafting.style import Plain

    root = _root()
    name = ask("NAME", name, "数据元名称 name")
    title = both("title", title_zh, title_en, "名称 title")
    _refuse_near(name, title, anyway)
    body: dict[str, Value] = {
        "title": title,
        "definition": both("definition", definition_zh, definition_en, "定义 definition"),
        "object": ask("--object", object_class, "对象类 object class"),
        "property": ask("--property", property_name, "特性 property"),
        "type": Plain(ask("--type", kind, "类型 type")),
    }
    number = body["type"] == "integer" or str(body["type"]).startswith("decimal")
    if number:
        body["unit"] = ask("--unit", unit, "计量单位 unit (UCUM)", "")
        low_high = ask("--range", bounds, "值域 range: low,high", "")
        body["range"] = [Plain(end.strip() or "null") for end in low_high.split(",")] if low_high else ""
    elif str(body["type"]).startswith("text"):
        body["codes"] = ask("--codes", codes, "代码表 code list", "")
        body["pattern"] = ask("--pattern", pattern, "格式 pattern", "") if not body["codes"] else ""
        given = ask("--examples", examples, "示例 examples, by commas") if body["pattern"] else ""
        body["examples"] = [one.strip() for one in given.split(",")] if given else ""
    body |= _basis(source)
    file = ask("--file", file, "所在文件 file below elements/")
    _tell(draft_element(root, file, name, {key: value for key, value in body.items() if value}))


@group.command()
def dataset(
    name: Annotated[Option, typer.Argument(help="source.dataset")] = None,
    category: Annotated[Option, typer.Option(help="Number in the environmental inventory · 目录编号")] = None,
    theme: Annotated[Option, typer.Option(help="Catalogue theme · 主题")] = None,
    title_zh: Zh = None,
    title_en: En = None,
    definition_zh: DefinitionZh = None,
    definition_en: DefinitionEn = None,
    grain_zh: Annotated[Option, typer.Option(help="中文粒度，如 每站每时一行")] = None,
    grain_en: Annotated[Option, typer.Option(help="What one row is")] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--item", help="name=element, with ! at the end when required · 数据项"),
    ] = None,
    key: Annotated[Option, typer.Option(help="Items, by commas · 主键")] = None,
    update: Annotated[Option, typer.Option(help="hourly, daily, yearly … · 更新周期")] = None,
    issued: Annotated[Option, typer.Option(help="YYYY-MM-DD; today · 发布日期")] = None,
    share: Annotated[Option, typer.Option(help="unconditional, conditional, none · 共享属性")] = None,
    share_zh: Annotated[Option, typer.Option(help="共享条件或不共享依据")] = None,
    share_en: Annotated[Option, typer.Option(help="Condition of sharing, or ground against it")] = None,
    opened: Annotated[
        Option, typer.Option("--open", help="unconditional, conditional, none · 开放属性")
    ] = None,
    open_zh: Annotated[Option, typer.Option(help="开放条件")] = None,
    open_en: Annotated[Option, typer.Option(help="Condition of opening")] = None,
    source: Source = None,
) -> None:
    """新建数据集 · The standard of a dataset, one file."""
    from ecolake.standards.drafting.draft import draft_dataset
    from ecolake.standards.drafting.style import Plain

    root = _root()
    name = ask("NAME", name, "数据集 source.dataset")
    body: dict[str, Value] = {
        "category": ask("--category", category, "目录编号 category"),
        "theme": ask("--theme", theme, "主题 theme"),
        "title": both("title", title_zh, title_en, "名称 title"),
        "definition": both("definition", definition_zh, definition_en, "定义 definition"),
        "version": Plain("1.0.0"),
        "grain": both("grain", grain_zh, grain_en, "粒度 grain, what one row is"),
    }
    listed = _items(items or _ask_items())
    body["key"] = [part.strip() for part in ask("--key", key, "主键 key, by commas").split(",")]
    body["update"] = ask("--update", update, "更新周期 update", "daily")
    body["issued"] = Plain(ask("--issued", issued, "发布日期 issued", _today()))
    body["share"] = _access(
        "share", ask("--share", share, "共享属性 share", "unconditional"), share_zh, share_en
    )
    body["open"] = _access("open", ask("--open", opened, "开放属性 open", "none"), open_zh, open_en)
    _tell(draft_dataset(root, name, body | _basis(source), listed))


@group.command()
def rule(
    dataset_id: Annotated[Option, typer.Argument(metavar="[DATASET]", help="source.dataset")] = None,
    rule_id: Annotated[Option, typer.Option("--id", help="snake_case")] = None,
    holds: Annotated[
        Option, typer.Option("--assert", help="SQL that is true of a good row · 成立条件")
    ] = None,
    severity: Annotated[Option, typer.Option(help="reject, flag, watch · 级别")] = None,
    message_zh: Annotated[Option, typer.Option(help="中文提示")] = None,
    message_en: Annotated[Option, typer.Option(help="What the department is told")] = None,
    source: Annotated[Option, typer.Option(help="Where it is written · 依据")] = None,
) -> None:
    """新建规则 · A row rule of a dataset."""
    from ecolake.standards.drafting.draft import draft_rule

    root = _root()
    dataset_id = ask("DATASET", dataset_id, "数据集 source.dataset")
    body: dict[str, Value] = {
        "id": ask("--id", rule_id, "规则名称 id"),
        "assert": ask("--assert", holds, "成立条件 assert (SQL)"),
        "severity": ask("--severity", severity, "级别 severity", "flag"),
    }
    if origin := ask("--source", source, "依据 source", ""):
        body["source"] = origin
    body["message"] = both("message", message_zh, message_en, "提示 message")
    _tell(draft_rule(root, dataset_id, body))


def _root() -> "Path":
    from ecolake.home import Home

    return Home.from_environment().standards


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _basis(source: str | None) -> "dict[str, Value]":
    origin = ask("--source", source, "依据 source; 留空为拟定 empty when proposed", "")
    return {"source": origin} if origin else {"basis": "proposed"}


def _access(option: str, kind: str, zh: str | None, en: str | None) -> "dict[str, Value]":
    """How it is shared or opened, with the words that the kind asks for."""
    if kind == "conditional":
        return {"type": kind, "condition": both(option, zh, en, "条件 condition")}
    if kind == "none" and option == "share":
        return {"type": kind, "ground": both(option, zh, en, "依据 legal ground")}
    return {"type": kind}


def _items(texts: "Sequence[str]") -> "dict[str, Value]":
    from ecolake.errors import UsageError

    listed: dict[str, Value] = {}
    for name, entry in map(_item, texts):
        if name in listed:
            raise UsageError(
                "bad_item",
                f"The item '{name}' is given twice.",
                f"数据项“{name}”重复。",
                hint_en="Give each item a name of its own.",
                hint_zh="请为每个数据项取不同的名称。",
            )
        listed[name] = entry
    return listed


def _item(text: str) -> "tuple[str, Value]":
    """`name=element`, required with an exclamation mark at the end."""
    from ecolake.errors import UsageError

    name, equals, element_name = text.partition("=")
    if not equals:
        raise UsageError(
            "bad_item",
            f"'{text}' is not name=element.",
            f"“{text}”不是 名称=数据元 的形式。",
            hint_en="Write stage=water_level, or observed_at=observation_time! when it is required.",
            hint_zh="请写成 stage=water_level；必填时在末尾加 !。",
        )
    entry: dict[str, Value] = {"element": element_name.strip().removesuffix("!")}
    return name.strip(), entry | ({"required": True} if element_name.strip().endswith("!") else {})


def _ask_items() -> list[str]:
    given: list[str] = []
    while one := ask("--item", None, "数据项 item: name=element[!]", "" if given else None):
        given.append(one)
    return given


def _refuse_near(name: str, title: dict[str, str], anyway: bool | None) -> None:
    """Show what is alike; a new one is made only when the person wants it all the same."""
    from ecolake.errors import UsageError
    from ecolake.home import Home
    from ecolake.standards.drafting.near import near_elements

    standards, _ = inspect_standards(Home.from_environment())
    near = near_elements(standards.elements, name, title["zh"], title["en"]) if standards else []
    near = [one for one in near if one != name]
    if not near or standards is None:
        return
    out = console(stderr=True)
    for one in near:
        out.print(
            f"  {one}  {standards.elements[one].title.zh} · {standards.elements[one].title.en}", style="cyan"
        )
    if not agree(
        "--anyway",
        anyway,
        f"已有相近的数据元，仍要新建吗 did you mean to reuse '{near[0]}'? create it all the same",
    ):
        raise UsageError(
            "near_element",
            f"'{near[0]}' is alike; nothing was written.",
            f"已有相近的数据元“{near[0]}”，未写入。",
            hint_en=f"Refer to '{near[0]}' in the dataset, or give --anyway.",
            hint_zh=f"请在数据集中引用“{near[0]}”，或加 --anyway。",
        )


def _tell(draft: "Draft") -> None:
    from rich.syntax import Syntax
    from rich.text import Text

    out = console()
    out.print(Syntax(draft.text, "yaml", background_color="default", word_wrap=True))
    _findings(draft.findings)
    if draft.findings:
        out.print(Text(f"✗ 未写入 not written: {draft.file}", style="red"))
        raise typer.Exit(FAULTY)
    out.print(Text.assemble(("✓ ", "green"), f"已写入 written: {draft.file}"))
    _findings(draft.later)


def _findings(findings: "Sequence[object]") -> None:
    out = console()
    for finding in findings:
        out.print(f"  {finding}", style="yellow", markup=False)
