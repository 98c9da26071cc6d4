"""How `ecolake standards show` lays an answer out: a heading, fields, lists that are cut, and what several kinds share.

Every kind of thing has a module `standards_show_*` that collects its facts and shows them; what is shown is read from the
facts alone, so that `--json` tells the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.cli.output import cell, table

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from ecolake.standards.model_base import Text
    from ecolake.standards.uses import Citation

Facts = dict[str, Any]
Row = Sequence["RenderableType"]

SHOWN = 15
# Chinese and English stand on one line up to this many columns of the terminal.
_ONE_LINE = 64
KINDS = {
    "dataset": "数据集",
    "source": "来源",
    "element": "数据元",
    "code list": "代码表",
    "document": "标准文件",
    "clause": "条款",
    "item": "数据项",
    "rule": "规则",
    "reference": "引用",
    "lint code": "检查代码",
}


@dataclass(frozen=True)
class Page:
    """One answer on the terminal.

    Attributes:
        out: Where it is written.
        everything: Whether long lists are shown whole.
    """

    out: "Console"
    everything: bool

    def heading(self, kind: str, facts: Facts) -> None:
        """Say what kind of thing it is, its name, and what it is called."""
        from rich.text import Text

        version = f"  v{facts['version']}" if facts.get("version") else ""
        self.out.print(
            Text.assemble((f"{KINDS[kind]} {kind}  ", "dim"), (facts["id"], "bold cyan"), (version, "dim"))
        )
        if facts.get("title"):
            self.out.print(Text(f"{facts['title']['zh']} · {facts['title']['en']}", style="bold"))
        if facts.get("definition"):
            self.out.print(Text(both(facts["definition"])))

    def fields(self, *rows: tuple[str, Any]) -> None:
        """Names and values in two columns; what is not there is left out."""
        from rich.table import Table
        from rich.text import Text

        shown = Table.grid(padding=(0, 2))
        shown.add_column(style="dim", max_width=28)
        shown.add_column(overflow="fold")
        for name, value in rows:
            if value not in (None, "", (), [], {}):
                shown.add_row(name, value if isinstance(value, Text) else Text(words(value)))
        self.out.print()
        self.out.print(shown)

    def rows(self, title: str, columns: Sequence[str], rows: Iterable[Row], most: int = SHOWN) -> None:
        """A list with its count above it, cut unless everything is asked for; nothing for an empty one."""
        from rich.text import Text

        whole = list(rows)
        if not whole:
            return
        self.out.print()
        self.out.print(Text.assemble((title, "bold"), f"  {len(whole):,}"))
        shown = table(*columns)
        for row in whole if self.everything else whole[:most]:
            shown.add_row(*(Text(one) if isinstance(one, str) else one for one in row))
        self.out.print(shown)
        if len(whole) > most and not self.everything:
            left = len(whole) - most
            self.hint(f"另有 {left:,} 项，加 --all 全部显示 · {left:,} more, shown by --all")

    def namesakes(self, kind: str, things: Sequence[Facts]) -> None:
        """Several things of one short name, a row each."""
        rows = ((one["id"], two_lines(one.get("message") or one.get("title") or one)) for one in things)
        self.rows(f"同名{KINDS[kind]} {kind}s of that name", ("名称 name", "含义 meaning"), rows)
        self.hint(f"查看其一 show one: ecolake standards show {things[0]['id']}")

    def hint(self, words: str) -> None:
        """A line that tells what can be done next."""
        from rich.text import Text

        self.out.print(Text(words, style="cyan"))

    def clauses(self, facts: Facts) -> None:
        """The clauses that cite a thing, each once, and what of the thing they cite."""
        cited: dict[str, tuple[Facts, list[str]]] = {}
        for one in facts["clauses"]:
            _, enforcers = cited.setdefault(one["clause"], (one, []))
            enforcers.append(f"{one['kind']} {one['enforcer'].removeprefix(facts['id'] + '.')}")
        self.rows(
            "条款 clauses that cite it",
            ("条款 clause", "要求 demand", "依据 kept by"),
            ((id_, both(one["text"]), "\n".join(enforcers)) for id_, (one, enforcers) in cited.items()),
        )


def both(text: Mapping[str, str] | None) -> str:
    """Chinese and English: on one line where they are short."""
    if not text:
        return ""
    from rich.cells import cell_len

    short = cell_len(text["zh"]) + cell_len(text["en"]) <= _ONE_LINE
    return f"{text['zh']} · {text['en']}" if short else f"{text['zh']}\n{text['en']}"


def two_lines(text: Mapping[str, str]) -> str:
    """Chinese above English, for a cell of a table."""
    return f"{text['zh']}\n{text['en']}"


def words(value: Any) -> str:
    """A value of the facts for a person."""
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        return both(value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {words(part)}" for key, part in value.items() if part not in (None, {}, []))
    if isinstance(value, list | tuple):
        return ", ".join(words(part) or "''" for part in value)
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return cell(value)


def pair(text: "Text | None") -> dict[str, str] | None:
    """A text of the standards as facts."""
    return text.model_dump() if text is not None else None


def cited(citations: "Iterable[Citation]") -> list[Facts]:
    """The clauses that cite a thing, as facts."""
    return [
        {
            "clause": one.at.id,
            "document": one.at.document_name,
            "document_title": pair(one.at.document.title),
            "text": pair(one.at.clause.text),
            "kind": one.enforcer.kind,
            "enforcer": one.enforcer.name,
        }
        for one in citations
    ]
