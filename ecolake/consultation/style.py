"""How the page of a brief looks, on a screen and on A4: the page of an enterprise, and what a brief has beside it."""

from typing import Final

from ecolake.dossier.style import STYLE as COMMON

STYLE: Final = (
    COMMON
    + """
header h1{font-size:28px}header .other{float:right;font-size:12px;color:var(--blue)}
figure{margin:12px 0 22px}figcaption{font-size:13.5px;font-weight:600;margin:0 0 4px}
figcaption sup a,td sup a{color:var(--blue);text-decoration:none;font-weight:400;margin-left:3px}
figure svg{width:100%;max-width:860px;height:auto;display:block;margin:4px 0 8px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(176px,1fr))}
.tile span{display:block}.tile .name{color:var(--ink);font-size:12.5px}.tile b small{font-weight:400;font-size:12px;color:var(--soft);margin-left:3px}
.tile .worse{color:#c0392b}.tile .better{color:#1f7a48}
nav{display:flex;flex-wrap:wrap}th,td{overflow-wrap:break-word}td:first-child,td.number,td.date,th:first-child{white-space:nowrap}
.none{color:var(--soft);font-size:12.5px;margin:2px 0}
.overdue{color:#c0392b;font-weight:600}.closed{color:#1f7a48}
details{margin:6px 0;border:1px solid var(--line);border-radius:6px;padding:4px 10px}summary{cursor:pointer;font-size:12.5px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f6f8;padding:8px 10px;border-radius:4px;
font:11px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
details:target{border-color:var(--blue)}
@media print{figure{break-inside:avoid}details{display:none}}
"""
)
