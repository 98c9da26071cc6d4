"""How answers about the registry look on the command line. What is asked and answered is known to `registry` beside this."""

from typing import TYPE_CHECKING, Any

from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from ecolake.registry.explain import Explained
    from ecolake.registry.lookup import Told

BAR = 30
MANY = 40
VERDICT = {
    "agrees": "[green]一致 agrees[/]",
    "differs": "[red]不同 differs[/]",
    "missing": "[dim]缺项 missing[/]",
}


def texts(*values: object) -> list[Any]:
    """Cells of the lake's own words: a bracket in a name is no markup."""
    from rich.text import Text

    return [Text(cell(value)) for value in values]


def show_told(told: "Told", *, as_json: bool) -> None:
    """Show what the registry says of a code, or write it."""
    if as_json:
        write_json(vars(told))
        return
    out, row = console(), told.code
    out.print(
        f"{row['code']}  {row['kind']}" + (f"  → {row['redirected_to']}" if row["redirected_to"] else ""),
        style="bold",
        markup=False,
    )
    if told.enterprise:
        one = told.enterprise
        line = f"{one['enterprise_code']}  {one['enterprise_name'] or '–'}  {one['division_code'] or ''}  {one['status']}"
        out.print(line, markup=False)
    shown = table("属性 attribute", "取值 value", "起 from", "止 to", "来源 source")
    for entry in told.history[:MANY]:
        source = f"{entry['source']}.{entry['dataset']}"
        shown.add_row(
            *texts(entry["attribute"], entry["value"], entry["valid_from"], entry["valid_to"], source)
        )
    out.print(shown)
    shown = table("编码 code", "对象 kind", "起 from", "止 to", "重定向 redirected to")
    for entry in told.codes[:MANY]:
        shown.add_row(
            *texts(*(entry[name] for name in ("code", "kind", "valid_from", "valid_to", "redirected_to")))
        )
    out.print(shown)
    shown = table("序号 number", "日期 day", "事件 event", "内容 what", "规则 rule", right=(0,))
    for entry in told.events[-MANY:]:
        what = _what(entry)
        by = " ".join(str(entry[name]) for name in ("tier", "rule", "steward") if entry[name])
        shown.add_row(*texts(entry["number"], entry["happened_on"], entry["kind"], what, by))
    out.print(shown)


def _what(entry: dict[str, Any]) -> str:
    if entry["kind"] in {"moved", "renamed"}:
        return f"{entry['code']} {entry['attribute']}: {entry['before'] or '–'} → {entry['after'] or '–'}"
    if entry["kind"] == "linked":
        return f"{entry['mention']} → {entry['code']}"
    led = f" → {entry['other_code']}" if entry["kind"] in {"merged", "redirected"} else ""
    return f"{entry['code']}{led}"


def show_explained(found: "Explained") -> None:
    """Show why two are one enterprise, or are not."""
    out = console()
    verdict = "[green]同一企业 one enterprise[/]" if found.is_same else "[yellow]不同企业 two enterprises[/]"
    out.print(verdict)
    shown = table("", "A", "B")
    names = (
        "mention",
        "source",
        "dataset",
        "enterprise_name",
        "division_code",
        "address",
        "enterprise_code",
        "tier",
        "rule",
    )
    for name in names:
        shown.add_row(name, *texts(found.left[name], found.right[name]))
    out.print(shown)
    shown = table("层级 tier", "规则 rule", "A", "B", "")
    for step in found.steps:
        shown.add_row(step.tier, step.rule, *texts(step.left, step.right), VERDICT[step.verdict])
    out.print(shown)
    if found.bars:
        _draw(found)
    for one in found.decisions:
        out.print(f"{one.decided_on} {one.steward}: {one.decision} {one.note}", markup=False)


def _draw(found: "Explained") -> None:
    """The model's sum as bars: to the right what speaks for one enterprise, to the left what speaks against it."""
    from rich.text import Text

    largest = max(abs(bar.weight) for bar in found.bars) or 1.0
    shown = table("比较 comparison", "反对 against", "支持 for", "位 bits", right=(1, 3))
    for bar in found.bars:
        length = "█" * max(round(abs(bar.weight) / largest * BAR), 1) if bar.weight else ""
        against, support = (length, "") if bar.weight < 0 else ("", length)
        shown.add_row(
            bar.name, Text(against, style="red"), Text(support, style="green"), f"{bar.weight:+.2f}"
        )
    shown.add_row(
        "合计 sum",
        "",
        f"link ≥ {found.link_from:g}, review ≥ {found.review_from:g}",
        f"{found.score:+.2f}",
        style="bold",
    )
    console().print(shown)


def explained_record(found: "Explained") -> dict[str, Any]:
    """The same for a program."""
    return {
        **{name: value for name, value in vars(found).items() if name not in {"steps", "bars", "decisions"}},
        "steps": [vars(step) for step in found.steps],
        "bars": [vars(bar) for bar in found.bars],
        "decisions": [one.model_dump(mode="json") for one in found.decisions],
    }


def show_queue(rows: Any, limit: int, *, as_json: bool) -> None:
    """Show the doubtful pairs, or write them."""
    names = (
        "mention",
        "other_mention",
        "score",
        "reason",
        "enterprise_code",
        "other_code",
        "enterprise_name",
        "enterprise_name_other",
    )
    told = [{name: row[name] for name in names} for row in rows.head(limit).iter_rows(named=True)]
    if as_json:
        write_json({"pairs": rows.height, "shown": told})
        return
    shown = table("得分 score", "名称 A", "名称 B", "编码 A", "编码 B", "原因 reason", right=(0,))
    for row in told:
        score = "" if row["score"] is None else f"{row['score']:.2f}"
        columns = ("enterprise_name", "enterprise_name_other", "enterprise_code", "other_code", "reason")
        shown.add_row(score, *texts(*(row[name] for name in columns)))
    console().print(shown)
    console().print(
        f"显示 {len(told):,} 对，共 {rows.height:,} 对 · shown {len(told):,} of {rows.height:,} pairs"
    )
    if rows.height:
        console().print("  ecolake registry review --export review.xlsx", style="cyan", markup=False)
