"""How the page of an enterprise looks, on a screen and on A4: no font, no picture and no script from elsewhere."""

from typing import Final

STYLE: Final = """
:root{--ink:#1f2933;--soft:#66727f;--line:#dfe4ea;--blue:#1f5f8b;--paper:#fff}
*{box-sizing:border-box}
body{margin:0;background:#eef1f4;color:var(--ink);font:14px/1.5 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC",
"Microsoft YaHei","Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;background:var(--paper);padding:28px 36px 48px}
header h1{font-size:26px;line-height:1.25;margin:0}
header .code{font:600 15px/1.6 ui-monospace,"DejaVu Sans Mono",monospace;color:var(--blue);letter-spacing:.5px}
header p,.note{color:var(--soft);margin:4px 0;font-size:12.5px}
.badge{display:inline-block;border:1px solid var(--line);border-radius:10px;padding:0 9px;margin:4px 6px 0 0;font-size:12px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(94px,1fr));gap:8px;margin:16px 0}
.tile{border:1px solid var(--line);border-radius:6px;padding:8px 10px}
.tile b{display:block;font-size:22px;line-height:1.2}
.tile span{color:var(--soft);font-size:11.5px}
.tile.bad b{color:#c0392b}
h2{font-size:17px;margin:28px 0 8px;padding-bottom:4px;border-bottom:2px solid var(--blue)}
h2 small,h3 small{font-weight:400;color:var(--soft);margin-left:8px}
h3{font-size:13.5px;margin:16px 0 4px}
table{border-collapse:collapse;width:100%;font-size:12px;margin:4px 0 10px}
th{background:#f4f6f8;text-align:left;font-weight:600;color:#3c4854;vertical-align:bottom}
th small{display:block;font-weight:400;color:var(--soft);font-size:10.5px}
th,td{border:1px solid var(--line);padding:3px 6px;overflow-wrap:anywhere}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td .from{color:var(--soft);font-size:10.5px;display:block}
.violation{color:#c0392b;font-weight:600}.warning{color:#a8650a;font-weight:600}.good,.in_order{color:#1f7a48}
.wide{overflow-x:auto}
.two{display:grid;grid-template-columns:minmax(0,1fr) 370px;gap:20px;align-items:start}
svg.drawing{width:100%;max-width:760px;height:auto;display:block;margin:6px 0}
.columns table{font-size:11px}
svg.map{max-width:100%;width:360px;height:260px}
svg text{font:12px sans-serif}svg .small{font-size:10.5px}
nav{font-size:12px;margin:8px 0 0}nav a{color:var(--blue);margin-right:12px;text-decoration:none;white-space:nowrap}
footer{margin-top:32px;border-top:1px solid var(--line);padding-top:8px;color:var(--soft);font-size:11.5px}
@media (max-width:800px){main{padding:16px}.two{grid-template-columns:1fr}}
@page{size:A4;margin:14mm 12mm}
@media print{body{background:#fff;font-size:11px}main{max-width:none;padding:0}nav{display:none}
h2{break-after:avoid}h3{break-after:avoid}tr,svg,.tile{break-inside:avoid}.wide{overflow:visible}table{font-size:9.5px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
