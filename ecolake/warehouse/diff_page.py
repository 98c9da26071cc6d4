"""What changed between two releases, in words and as one page: for a manager, and for whoever has to answer for a figure.

Belongs here: how a difference is told. Does not belong here: how it is found (`diff`).
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from ecolake.warehouse.difference import ReleaseDiff, TableDiff

STATES: Final = {
    "same": ("无变化", "same"),
    "changed": ("有变化", "changed"),
    "new": ("新表", "new"),
    "gone": ("已无", "gone"),
}
_LONGEST: Final = 200
_STYLE: Final = """
:root { color-scheme: light; }
body { font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2rem auto; max-width: 70rem;
  padding: 0 1rem; color: #1d2733; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p.lead { font-size: 1.05rem; } .muted { color: #5c6b7a; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #e3e8ee; vertical-align: top; overflow-wrap: anywhere; }
th { color: #5c6b7a; font-weight: 600; } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
del { color: #a33a2c; background: #fbeae7; text-decoration: none; } ins { color: #1c6b3c; background: #e6f4ea; text-decoration: none; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""


def sentences(found: ReleaseDiff) -> tuple[str, str]:
    """Say in Chinese and English what changed, in the words of one who reads no tables."""
    before, after = found.before, found.after
    changed = [one for one in found.tables if one.state != "same"]
    if not changed:
        return (
            f"版本 {before.release} 与版本 {after.release} 内容相同，共 {len(found.tables)} 张主题表。",
            f"Releases {before.release} and {after.release} say the same, in all {len(found.tables)} marts.",
        )
    added, removed, rows = (
        sum(getattr(one, name) for one in changed) for name in ("added", "removed", "changed")
    )
    most = max(changed, key=lambda one: (one.added + one.removed + one.changed, one.table))
    zh = (
        f"从版本 {before.release}（{before.created_at[:10]}）到版本 {after.release}（{after.created_at[:10]}），"
        f"{len(found.tables)} 张主题表中有 {len(changed)} 张变化：新增 {added:,} 行，减少 {removed:,} 行，"
        f"{rows:,} 行的内容不同；变化最多的是 {most.table}。"
    )
    en = (
        f"From release {before.release} ({before.created_at[:10]}) to release {after.release} ({after.created_at[:10]}),"
        f" {len(changed)} of {len(found.tables)} marts changed: {added:,} rows came, {removed:,} went and"
        f" {rows:,} say something else; most of it in {most.table}."
    )
    return zh, en


def page(found: ReleaseDiff) -> str:
    """Render the difference as one self-contained HTML page."""
    zh, en = sentences(found)
    numbers = f"{found.before.release} → {found.after.release}"
    parts = [
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(numbers)}</title>',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>版本差异 What changed: {escape(numbers)}</h1>",
        f'<p class="lead">{escape(zh)}<br><span class="muted">{escape(en)}</span></p>',
        _overview(found),
        *(_section(one) for one in found.tables if one.state != "same"),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def text(value: Any) -> str:
    """Write a value in one short line."""
    if value is None:
        return "—"
    said = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def _overview(found: ReleaseDiff) -> str:
    head = (
        "表 table",
        "",
        "此前行数 rows before",
        "此后行数 rows after",
        "新增 added",
        "减少 removed",
        "不同 changed",
    )
    rows = "".join(
        f"<tr><td>{escape(one.table)}</td><td>{' '.join(STATES[one.state])}</td>"
        + "".join(
            f'<td class="n">{figure:,}</td>' for figure in (*one.rows, one.added, one.removed, one.changed)
        )
        + "</tr>"
        for one in found.tables
    )
    return f"<table><tr>{_heads(head)}</tr>{rows}</table>"


def _section(one: TableDiff) -> str:
    parts = [f"<h2>{escape(one.table)}</h2>"]
    for label, names in (("新增列 new columns", one.new_columns), ("减少列 columns gone", one.gone_columns)):
        if names:
            parts.append(f"<p>{label}: {escape(', '.join(names))}</p>")
    if one.columns:
        counts = "；".join(f"{name} {count:,}" for name, count in one.columns)
        parts.append(f"<p>内容不同的列及行数 Columns that differ, and in how many rows: {escape(counts)}</p>")
    if one.changed_rows:
        rows = "".join(
            f"<tr><td>{escape(_key(change.key))}</td><td>{escape(column)}</td>"
            f"<td><del>{escape(text(change.before[column]))}</del></td>"
            f"<td><ins>{escape(text(change.after[column]))}</ins></td></tr>"
            for change in one.changed_rows
            for column in change.after
        )
        head = ("行 row", "列 column", "此前 before", "此后 after")
        parts.append(_sample("不同的行 Rows that differ", len(one.changed_rows), one.changed))
        parts.append(f"<table><tr>{_heads(head)}</tr>{rows}</table>")
    for label, shown, total in (
        ("新增的行 Rows that came", one.added_rows, one.added),
        ("减少的行 Rows that went", one.removed_rows, one.removed),
    ):
        if shown:
            parts += [_sample(label, len(shown), total), _rows(shown)]
    return "\n".join(parts)


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    # A wide table is no picture of itself: the first columns tell which row it is.
    names = list(rows[0])[:8]
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text(row[name]))}</td>" for name in names) + "</tr>" for row in rows
    )
    return f"<table><tr>{_heads(names)}</tr>{body}</table>"


def _sample(label: str, shown: int, total: int) -> str:
    few = f"（{shown} / {total:,}）" if shown < total else f"（{total:,}）"
    return f"<p><strong>{label}</strong>{few}</p>"


def _heads(names: Sequence[str]) -> str:
    return "".join(f"<th>{escape(name)}</th>" for name in names)


def _key(key: Mapping[str, Any]) -> str:
    return " · ".join(text(value) for value in key.values())
