"""Seconds of all processors against mentions, both by powers of ten. SVG by hand, no library."""

from collections.abc import Sequence
from math import log10
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 420, 90, 220, 30, 50
_COLOURS = {"ecolake": "#1b6ca8", "new": "#2a9d4a", "matching": "#8a6fb0", "splink": "#c4572b"}
_NAMES = {
    "ecolake": "all mentions",
    "new": "10,000 new, registered",
    "matching": "10,000 new, matched",
    "splink": "Splink alone",
}


def draw(told: Sequence[dict[str, Any]]) -> str:
    """Return the picture of runs: `engine`, `mentions`, `cpu_seconds`."""
    xs = [log10(one["mentions"]) for one in told]
    ys = [log10(one["cpu_seconds"]) for one in told]
    left, right, low, high = int(min(xs)), -int(-max(xs) // 1), int(min([0.0, *ys]) // 1), -int(-max(ys) // 1)

    def x(mentions: float) -> float:
        return _LEFT + (log10(mentions) - left) / max(1, right - left) * (_WIDTH - _LEFT - _RIGHT)

    def y(seconds: float) -> float:
        return _HEIGHT - _BOTTOM - (log10(seconds) - low) / max(1, high - low) * (_HEIGHT - _TOP - _BOTTOM)

    shapes = []
    for power in range(left, right + 1):
        shapes.append(_rule(x(10**power), y(10**low), x(10**power), y(10**high)))
        shapes.append(
            f'<text x="{x(10**power):.0f}" y="{_HEIGHT - 28}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(low, high + 1):
        shapes.append(_rule(x(10**left), y(10.0**power), x(10**right), y(10.0**power)))
        shapes.append(
            f'<text x="{_LEFT - 8}" y="{y(10.0**power) + 4:.0f}" text-anchor="end">{10.0**power:g} CPU-s</text>'
        )
    for engine, colour in _COLOURS.items():
        own = sorted((one["mentions"], one["cpu_seconds"]) for one in told if one["engine"] == engine)
        if not own:
            continue
        path = " ".join(f"{x(mentions):.1f},{y(seconds):.1f}" for mentions, seconds in own)
        shapes.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        shapes += [f'<circle cx="{x(m):.1f}" cy="{y(s):.1f}" r="4" fill="{colour}"/>' for m, s in own]
        last = own[-1]
        label = f"{_NAMES[engine]}, {last[1]:.1f} CPU-s"
        shapes.append(
            f'<text x="{x(last[0]) + 10:.0f}" y="{y(last[1]) + 4:.0f}" fill="{colour}">{label}</text>'
        )
    shapes.append(
        f'<text x="{(_WIDTH - _RIGHT + _LEFT) / 2:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">mentions</text>'
    )
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    style = 'font-family="sans-serif" font-size="12"'
    body = "\n".join(shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'
