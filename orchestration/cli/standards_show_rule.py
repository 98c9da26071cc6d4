"""A rule or a lint code in `ecolake standards show`: what it holds, and what cites it."""

from typing import TYPE_CHECKING

from orchestration.cli.standards_show_page import cited, pair, two_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecolake.standards.uses import RuleUse, Uses
    from orchestration.cli.standards_show_page import Facts, Page


def rule_facts(uses: "Uses", use: "RuleUse") -> "Facts":
    """All that the standards say of a rule."""
    from ecolake.standards.checks import rule_check

    check = rule_check(use.rule, use.dataset.items)
    return {
        **use.rule.model_dump(by_alias=True),
        "id": use.id,
        "dataset": use.dataset.id,
        "dataset_title": pair(use.dataset.title),
        "check": check.id,
        "items": [
            {
                "name": name,
                "title": pair(use.dataset.items[name].title),
                "element": use.dataset.items[name].element_name,
            }
            for name in check.items
        ],
        "clauses": cited(uses.citations(("rule", use.id))),
    }


def show_rule(page: "Page", facts: "Facts") -> None:
    """Show a rule."""
    page.heading("rule", facts)
    source, _, dataset = facts["dataset"].partition(".")
    page.fields(
        ("数据集 dataset", f"{facts['dataset_title']['zh']} ({facts['dataset']})"),
        ("要求 asserts", facts["assert"]),
        ("级别 severity", facts["severity"]),
        ("含义 message", facts["message"]),
        ("检查 check id", facts["check"]),
        ("出处 drawn from", facts["source"]),
        ("不通过示例 breaks on", facts["breaks_on"]),
    )
    page.rows(
        "涉及的数据项 items it names",
        ("数据项 item", "名称 title", "数据元 element"),
        ((one["name"], two_lines(one["title"]), one["element"] or "list") for one in facts["items"]),
    )
    page.clauses(facts)
    page.out.print()
    page.hint(
        f"不通过的行 rows that failed: ecolake rejects show --source {source} --dataset {dataset} --rule {facts['check']}"
    )


def rule_row(rule: "Facts") -> tuple["RenderableType", ...]:
    """A rule as a row of a table: name, severity, and message over the assertion."""
    from rich.text import Text

    return (
        rule["id"],
        rule["severity"],
        Text(f"{two_lines(rule['message'])}\n").append(rule["assert"], style="dim"),
    )


def lint_facts(uses: "Uses", code: str, meaning: str) -> "Facts":
    """What a lint code means, and the clauses that it keeps."""
    return {"id": code, "meaning": meaning, "clauses": cited(uses.citations(("lint", code)))}


def show_lint(page: "Page", facts: "Facts") -> None:
    """Show a lint code."""
    page.heading("lint code", facts)
    page.fields(("含义 meaning", facts["meaning"]), ("运行 run", "ecolake standards lint"))
    page.clauses(facts)
