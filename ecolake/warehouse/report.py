"""The report that an auditor reads: one page, whole in itself, that opens without a network.

Which tables are published, what was expected of them, what was observed, and since when. Great Expectations' own pages
stand beside it, freed of the styles and scripts that they would load from elsewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecolake.warehouse.usual import FEWEST_RUNS, Judged

if TYPE_CHECKING:
    from ecolake.warehouse.expectations import Outcome

# Styles, scripts and images from another host, and the scripts that call what those would have brought.
_REMOTE = re.compile(
    r"<link\b[^>]*href=[\"']https?://[^>]*>|<script\b[^>]*src=[\"']https?://[^>]*>.*?</script>"
    r"|<img\b[^>]*src=[\"']https?://[^>]*>|<script\b(?![^>]*\bsrc=)[^>]*>.*?</script>",
    re.DOTALL | re.IGNORECASE,
)
_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; color: #1b2a33;
  max-width: 76rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; } .dim { color: #5d6f7a; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; font-weight: 600; color: #5d6f7a; border-bottom: 2px solid #cfd8dc; }
th, td { padding: .3rem .6rem .3rem 0; vertical-align: top; } td { border-bottom: 1px solid #e8edf0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.verdict { padding: .6rem 1rem; border-radius: .4rem; margin: 1rem 0; font-weight: 600; }
.good { color: #1c6b3c; } .warning { color: #8a5a00; } .critical { color: #a11d1d; }
div.good { background: #e6f4ea; } div.warning { background: #fdf3dc; } div.critical { background: #fbe4e4; }
details { margin: .5rem 0; } summary { cursor: pointer; } a { color: #14588a; }
@media print { details { display: block; } body { margin: 0; max-width: none; } }
"""
# Great Expectations' pages lean on a grid and on cards of the library that they would load.
_DOCS_STYLE = (
    _STYLE
    + """
.navbar, .breadcrumb, nav ul { list-style: none; padding: 0; } .row { display: block; }
.badge, .alert { padding: .2rem .5rem; } .fa, .fas { display: none; } svg { max-width: 1.2rem; }
.modal, .tooltip, footer, img { display: none; }
"""
)
Cell = str | float | None


def write(
    folder: Path,
    outcomes: "Sequence[Outcome]",
    tables: Mapping[str, Any],
    found: Sequence[Judged],
    short: Sequence[str],
    moment: datetime,
) -> Path:
    """Write the page.

    Args:
        folder: Where `index.html` goes.
        outcomes: What each expectation found.
        tables: The frames that were looked at.
        found: What was judged of the last runs.
        short: Datasets of which nothing can be unusual yet.
        moment: When.
    """
    outside = [one for one in found if one.outside]
    parts = [
        f"<h1>数据质量报告 · Data quality report</h1><p class=dim>{escape(moment.isoformat(timespec='seconds'))}</p>",
        _verdict(outcomes),
        "<h2>要求与结果 · What was expected, and what was found</h2>",
        _table(
            ("对象 of", "要求 expected", "后果 severity", "检查数 looked at#", "不符 failing#", "结果 result"),
            (_expectation(one, len(tables[one.frame])) for one in outcomes),
        ),
        "<h2>不符之处 · What lies outside its bounds</h2>",
        _table(_JUDGED_HEADINGS, map(_judged, outside)) if outside else "<p>无 · nothing</p>",
        "<h2>主题表 · Marts</h2>",
        _table(
            ("表 table", "行数 rows#", "缺主键 without key#", "为上一发布的 of the last release#"),
            (
                (row["mart"], row["row_count"], row["rows_without_key"], _percent(row["share_of_last_release"]))
                for row in tables["marts"].to_dict("records")
            ),
        ),
        "<h2>数据集 · Datasets</h2>",
        _short(short),
        _table(
            (
                "数据集 dataset", "累计接收 received in all#", "退回 rejected#", "最近一次接收 received last#",
                "预期 expected#", "历史次数 runs#", "自 since",
            ),
            _datasets({row["dataset"]: row for row in tables["accounts"].to_dict("records")}, found),
        ),
        "<p class=dim><a href=expectations/index.html>Great Expectations Data Docs</a></p>",
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(_page("".join(parts)), encoding="utf-8")
    return page


def make_offline(docs: Path) -> None:
    """Free the pages of Great Expectations from all that they would load from other hosts."""
    for path in sorted(docs.rglob("*.html")):
        text = _REMOTE.sub("", path.read_text(encoding="utf-8"))
        path.write_text(text.replace("</head>", f"<style>{_DOCS_STYLE}</style></head>", 1), encoding="utf-8")


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang=zh><head><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>Ecolake 数据质量报告</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _verdict(outcomes: "Sequence[Outcome]") -> str:
    failed = [one for one in outcomes if not one.passed]
    critical = sum(one.severity == "critical" for one in failed)
    if critical:
        return _box(
            "critical", f"不可发布：{critical} 项严重不符，保留上一发布 · held back: the last release stays"
        )
    if failed:
        return _box("warning", f"可发布；{len(failed)} 项请查看 · may go out; {len(failed)} to be looked at")
    return _box(
        "good", f"可发布：{len(outcomes)} 项要求全部满足 · may go out: all {len(outcomes)} expectations hold"
    )


def _box(kind: str, words: str) -> str:
    return f'<div class="verdict {kind}">{words}</div>'


def _expectation(one: "Outcome", looked_at: int) -> tuple[Cell, ...]:
    result = "✓" if one.passed else ("✗ " + str(one).split(": ", 2)[-1])
    words = f"{one.expected.zh} · {one.expected.en}"
    severity = one.severity if one.passed else f"✗ {one.severity}"
    return (
        f"{one.frame}.{one.column}",
        words,
        severity,
        looked_at,
        len(one.rows) or int(not one.passed),
        result,
    )


_JUDGED_HEADINGS = (
    "数据集 dataset", "数据项 item", "量 measure", "实测 observed#", "预期 expected#", "历史次数 runs#", "自 since",
)  # fmt: skip


def _judged(one: Judged) -> tuple[Cell, ...]:
    return (
        one.dataset,
        one.item,
        one.measure,
        one.observed,
        _bounds(one),
        one.runs or "标准 standard",
        one.since[:16],
    )


def _datasets(
    accounts: Mapping[str, Mapping[str, Any]], found: Sequence[Judged]
) -> Iterable[tuple[Cell, ...]]:
    for last in found:
        account = accounts.get(last.dataset)
        if last.frame == "volumes" and account is not None:
            yield (
                last.dataset, account["received"], _percent(account["rejected_share"]), last.observed,
                _bounds(last) if last.runs else "", last.runs, last.since[:16],
            )  # fmt: skip


def _short(names: Sequence[str]) -> str:
    if not names:
        return ""
    words = (
        f"{len(names)} 个数据集的历史不足 {FEWEST_RUNS} 次，尚不判断是否异常 · {len(names)} datasets have fewer than"
        f" {FEWEST_RUNS} earlier runs: nothing of them is judged as unusual yet"
    )
    return f"<details><summary>{words}</summary><p class=dim>{escape(', '.join(names))}</p></details>"


def _bounds(one: Judged) -> str:
    low, high = (None if end is None else _number(end) for end in (one.low, one.high))
    if low is None or high is None:
        return f"≤ {high}" if low is None else f"≥ {low}"
    return low if low == high else f"{low} … {high}"


def _percent(value: float | None) -> str:
    return "" if value is None or value != value else f"{100 * value:.1f} %"  # noqa: PLR0124  pandas' own missing mark


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Lay out rows; a heading that ends in # is of numbers."""
    marks = [' class="number"' if heading.endswith("#") else "" for heading in headings]
    head = "".join(f"<th{mark}>{escape(h.rstrip('#'))}</th>" for h, mark in zip(headings, marks, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark}>{_cell(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Cell) -> str:
    if isinstance(value, int | float):
        return _number(value)
    words = escape(value or "")
    return f'<span class="{words[2:]}">{words}</span>' if words in {"✗ critical", "✗ warning"} else words
