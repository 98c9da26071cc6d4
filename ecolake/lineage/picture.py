"""Draw a walk as one self-contained SVG: a column of boxes for each layer, from the bytes on the left to the marts on the right.

Layout and markup only. The same walk gives the same picture; nothing in it is loaded from elsewhere.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from ecolake.lineage.edge import LAYERS, Edge
from ecolake.lineage.graph import Step

TITLES: Final = {
    "landed": "落地 landed",
    "accepted": "已接受 accepted",
    "lake": "共用表 lake",
    "staging": "整理 staging",
    "intermediate": "中间 intermediate",
    "mart": "主题表 mart",
}
WIDTH, HEIGHT, GAP_X, GAP_Y, TOP = 250, 40, 70, 14, 46
LONGEST: Final = 34
_STYLE: Final = (
    "text{font:12px system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;fill:#1b2a33}"
    ".t{fill:#5d6f7a;font-size:10.5px}.h{font-weight:600}"
    "rect{fill:#f4f8fa;stroke:#9fb3bf}.own rect{fill:#fdf3dc;stroke:#c28b1c}"
    "path{fill:none;stroke:#7d95a3;stroke-width:1.3}path.computed{stroke-dasharray:5 3}"
)


def svg(column: str, walks: Sequence[Step]) -> str:
    """Draw the walks that begin at one column.

    Args:
        column: Where they begin; its box is marked.
        walks: Both ways, or one.
    """
    edges = sorted({one.edge for walk in walks for one in walk.all() if one.edge and one.edge.from_table})
    layers = {one.column: one.layer for walk in walks for one in walk.all() if one.column}
    places = _places(layers, edges)
    used = 1 + max(x for x, _ in places.values())
    rows = 1 + max(y for _, y in places.values())
    width, height = used * (WIDTH + GAP_X) - GAP_X + 20, TOP + rows * (HEIGHT + GAP_Y) + 10
    parts = [_head(layers, places), *(_arrow(edge, places) for edge in edges)]
    parts += [_box(name, at, own=name == column) for name, at in sorted(places.items())]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(column)}</title><style>{_STYLE}</style>{''.join(parts)}</svg>\n"
    )


def page(column: str, walks: Sequence[Step]) -> str:
    """The picture in a page, with what is computed spelt out below it."""
    steps = sorted({one.edge for walk in walks for one in walk.all() if one.edge and one.edge.how})
    rows = "".join(
        f"<tr><td>{escape(one.newer)}<td>{escape(one.older)}<td>{escape(one.kind)}<td><code>{escape(one.how)}</code>"
        for one in steps
    )
    table = f"<table><tr><th>列 column<th>来自 from<th>方式 kind<th>计算 how{rows}</table>" if rows else ""
    return (
        f"<!doctype html><html lang=zh><head><meta charset=utf-8><title>{escape(column)} 血缘 lineage</title>"
        "<style>body{font:14px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;margin:2rem}table{border-collapse:collapse}"
        "td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top;border-bottom:1px solid #e8edf0}</style>"
        f"</head><body><h1>{escape(column)}</h1>{svg(column, walks)}{table}</body></html>\n"
    )


def _places(layers: dict[str, str], edges: Sequence[Edge]) -> dict[str, tuple[int, int]]:
    """Column and row of each box. A layer that leads into itself gets several columns, as marts made of marts."""
    order = {name: at for at, name in enumerate(LAYERS)}
    rank = {
        (order.get(layer, len(LAYERS)), _depth(name, layer, layers, edges)) for name, layer in layers.items()
    }
    columns = {one: at for at, one in enumerate(sorted(rank))}
    found: dict[str, tuple[int, int]] = {}
    filled: dict[int, int] = {}
    for name, layer in sorted(layers.items()):
        x = columns[order.get(layer, len(LAYERS)), _depth(name, layer, layers, edges)]
        found[name] = (x, filled.get(x, 0))
        filled[x] = filled.get(x, 0) + 1
    return found


def _depth(name: str, layer: str, layers: dict[str, str], edges: Sequence[Edge], below: int = 12) -> int:
    """How many steps inside its own layer lead to a column."""
    inner = [edge.older for edge in edges if edge.newer == name and layers.get(edge.older) == layer]
    if not inner or not below:
        return 0
    return 1 + max(_depth(one, layer, layers, edges, below - 1) for one in inner)


def _head(layers: dict[str, str], places: dict[str, tuple[int, int]]) -> str:
    titles = {places[name][0]: TITLES.get(layer, layer) for name, layer in layers.items()}
    return "".join(
        f'<text class="h" x="{_x(x)}" y="24">{escape(title)}</text>' for x, title in sorted(titles.items())
    )


def _box(name: str, at: tuple[int, int], *, own: bool) -> str:
    table, _, column = name.rpartition(".")
    x, y = _x(at[0]), _y(at[1])
    return (
        f"<g{' class=own' if own else ''}><title>{escape(name)}</title>".replace("class=own", 'class="own"')
        + f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
        f'<text x="{x + 8}" y="{y + 17}">{escape(_short(column))}</text>'
        f'<text class="t" x="{x + 8}" y="{y + 32}">{escape(_short(table))}</text></g>'
    )


def _arrow(edge: Edge, places: dict[str, tuple[int, int]]) -> str:
    (from_x, from_y), (to_x, to_y) = places[edge.older], places[edge.newer]
    x1, y1 = _x(from_x) + WIDTH, _y(from_y) + HEIGHT // 2
    x2, y2 = _x(to_x), _y(to_y) + HEIGHT // 2
    middle = (x1 + x2) // 2
    how = f"{edge.kind} {edge.how}".strip()
    return (
        f'<path class="{edge.kind}" d="M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}">'
        f"<title>{escape(how)}</title></path>"
    )


def _x(column: int) -> int:
    return 10 + column * (WIDTH + GAP_X)


def _y(row: int) -> int:
    return TOP + row * (HEIGHT + GAP_Y)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
