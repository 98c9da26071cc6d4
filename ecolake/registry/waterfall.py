"""The picture of a score: what each comparison adds, bar by bar, as SVG, alone or in a page of its own.

Drawing only; nothing is fetched from anywhere, and every text is escaped.
"""

from html import escape
from pathlib import Path

from ecolake.errors import UsageError
from ecolake.registry.explain import Bar, Explained

_WIDTH, _LABEL, _ROW, _TOP = 860, 190, 30, 64
_FOR, _AGAINST, _SUM = "#2b8a3e", "#c92a2a", "#364fc7"


def write_picture(explained: Explained, to: Path) -> None:
    """Write the picture to a .svg or a .html file.

    Raises:
        UsageError: Another kind of file was named.
    """
    if to.suffix.lower() == ".svg":
        text = svg(explained)
    elif to.suffix.lower() in {".html", ".htm"}:
        text = page(explained)
    else:
        raise UsageError(
            "other_format",
            "The picture is written as .svg or .html.",
            "图只能写为 .svg 或 .html。",
            where=str(to),
            hint_en="Name a file that ends in .svg or .html.",
            hint_zh="请给出以 .svg 或 .html 结尾的文件名。",
        )
    draft = to.with_name(f".{to.name}.next")
    draft.write_text(text, encoding="utf-8")
    draft.replace(to)


def svg(explained: Explained) -> str:
    """Draw the waterfall: each bar begins where the one before ended, the last is the sum."""
    bars = [*explained.bars, Bar("sum", explained.score or 0.0)]
    ends = [0.0]
    for bar in explained.bars:
        ends.append(ends[-1] + bar.weight)
    marks = [explained.link_from, explained.review_from, 0.0]
    low, high = min([*ends, *marks]) - 1, max([*ends, *marks]) + 1

    def at(value: float) -> float:
        return _LABEL + (value - low) / (high - low) * (_WIDTH - _LABEL - 20)

    parts = []
    for number, bar in enumerate(bars):
        is_sum = number == len(bars) - 1
        begin, end = (0.0, bar.weight) if is_sum else (ends[number], ends[number + 1])
        colour = _SUM if is_sum else _FOR if bar.weight >= 0 else _AGAINST
        y = _TOP + number * _ROW
        left, right = sorted((at(begin), at(end)))
        parts.append(
            f'<text x="{_LABEL - 10}" y="{y + 16}" text-anchor="end">{escape(bar.name)}</text>'
            f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1):.1f}" height="{_ROW - 10}" fill="{colour}"/>'
            f'<text x="{right + 4:.1f}" y="{y + 18}" class="n">{bar.weight:+.2f}</text>'
        )
    height = _TOP + len(bars) * _ROW + 16
    for value, word in ((explained.link_from, "link"), (explained.review_from, "review")):
        parts.append(
            f'<line x1="{at(value):.1f}" x2="{at(value):.1f}" y1="{_TOP - 8}" y2="{height - 12}" class="m"/>'
            f'<text x="{at(value):.1f}" y="{_TOP - 12}" text-anchor="middle" class="n">{word} {value:g}</text>'
        )
    title = f"{explained.left['enterprise_name'] or '–'}  ↔  {explained.right['enterprise_name'] or '–'}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        ' font-family="sans-serif" font-size="13">'
        "<style>.n{font-size:11px;fill:#495057}.m{stroke:#868e96;stroke-dasharray:4 3}</style>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<text x="12" y="24" font-size="15" font-weight="bold">{escape(title)}</text>{"".join(parts)}</svg>\n'
    )


def page(explained: Explained) -> str:
    """Write a page that needs nothing else: the two mentions, the rules, and the picture."""
    names = (
        "source",
        "dataset",
        "enterprise_name",
        "division_code",
        "address",
        "unified_social_credit_code",
        "enterprise_code",
        "tier",
        "rule",
    )
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_text(explained.left[name])}</td><td>{_text(explained.right[name])}</td></tr>"
        for name in names
    )
    steps = "".join(
        f'<tr class="{step.verdict}"><td>{escape(step.tier)}</td><td>{escape(step.rule)}</td><td>{_text(step.left)}</td>'
        f"<td>{_text(step.right)}</td><td>{step.verdict}</td></tr>"
        for step in explained.steps
    )
    verdict = "同一企业 one enterprise" if explained.is_same else "不同企业 two enterprises"
    picture = svg(explained) if explained.bars else "<p>没有名称可比 no names to compare</p>"
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>Ecolake</title><style>'
        "body{font-family:sans-serif;margin:2em;max-width:60em}table{border-collapse:collapse;margin:1em 0}"
        "td,th{border:1px solid #ced4da;padding:.3em .6em;text-align:left}.agrees{background:#ebfbee}.differs{background:#fff5f5}"
        f"</style><h1>{verdict}</h1><table>{rows}</table>"
        f"<table><tr><th>层级 tier</th><th>规则 rule</th><th>A</th><th>B</th><th></th></tr>{steps}</table>{picture}</html>\n"
    )


def _text(value: object) -> str:
    return escape(str(value)) if value is not None else "–"
