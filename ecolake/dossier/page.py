"""The file of an enterprise as one self-contained HTML page: headings in Chinese and English, fit to print.

Which parts there are and in what order; tables are made in `tables`, pictures in `drawings`.
"""

from typing import Any, Final

from ecolake.dossier import drawings, tables
from ecolake.dossier.markup import Markup, inner, tag
from ecolake.dossier.read import EnterpriseFile
from ecolake.dossier.style import STYLE

# Column of `enterprise_file`, its heading, and whether more of it is bad.
TILES: Final = (
    ("permit_count", "许可证", "permits", False),
    ("outlet_count", "排放口", "outlets", False),
    ("inspection_count", "检查", "inspections", False),
    ("penalty_count", "处罚", "penalties", True),
    ("petition_count", "投诉", "petitions", True),
    ("exceedance_day_count", "超标天数", "exceedance days", True),
    ("discrepancy_count", "数量比对提示", "discrepancies", True),
    ("quarters_in_violation", "违法季度/13", "quarters in violation", True),
    ("open_issue_count", "数据质量问题", "open data issues", True),
)
# What a reader asks first of an enterprise; the rest stands at the end.
MAIN: Final = frozenset(
    {
        "registration_status", "industry_code", "division_code", "enterprise_scale", "employees", "coordinates",
        "management_class", "emission_credit_grade", "established_on", "former_name", "risk_level", "basin_name",
        "enterprise_type", "registered_address", "production_address", "attention_level",
    }
)  # fmt: skip
# Column of `enterprise_file`, and the item that it is the value of.
_BADGES: Final = {
    "registration_status": "registration_status",
    "management_class": "management_class",
    "credit_grade": "emission_credit_grade",
    "enterprise_scale": "enterprise_scale",
}


def page(file: EnterpriseFile) -> str:
    """Draw the whole page."""
    name = str(file.row["enterprise_name"] or file.code)
    parts = [(anchor, zh, en, body) for anchor, zh, en, body in _parts(file) if body]
    links = [tag("a", zh, href=f"#{anchor}") for anchor, zh, _, _ in parts]
    sections = [
        tag("section", tag("h2", zh, tag("small", en), id=anchor), body) for anchor, zh, en, body in parts
    ]
    head = inner(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        tag("title", f"{name} · 一企一档"),
        Markup(f"<style>{STYLE}</style>"),
    )
    main = tag("main", _header(file, name), tag("nav", *links), _tiles(file), *sections, _footer(file))
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head><body>{main}</body></html>\n'


def _header(file: EnterpriseFile, name: str) -> Markup:
    row, words = file.row, file.words
    badges = [
        tag("span", f"{words.claims.get(item, (item, ''))[0]} {_decoded(file, item)}", class_="badge")
        for column, item in _BADGES.items()
        if row.get(column)
    ]
    if row.get("is_provisional"):
        badges.append(tag("span", "临时编码 provisional code", class_="badge"))
    places = [str(row[one]) for one in ("production_address", "registered_address") if row.get(one)]
    return tag(
        "header",
        tag("h1", name),
        tag("div", file.code, class_="code"),
        tag("p", places[0]) if places else None,
        tag("p", f"曾用名 formerly {row['former_name']}") if row.get("former_name") else None,
        tag("div", *badges),
        tag(
            "p",
            f"数据截至 as of {file.document['as_of']} · 发布版本 release {file.release}（{file.published_at} UTC）",
        ),
    )


def _decoded(file: EnterpriseFile, item: str) -> str:
    """The value chosen of an item, its code read."""
    found = [one for one in file.document["identity"] if one["item"] == item]
    return tables.claimed(file.words, found[0]) if found else ""


def _tiles(file: EnterpriseFile) -> Markup:
    tiles = []
    for column, zh, en, is_bad in TILES:
        value = file.row.get(column) or 0
        tiles.append(
            tag(
                "div",
                tag("b", f"{value:,}"),
                tag("span", f"{zh} {en}"),
                class_="tile bad" if is_bad and value else "tile",
            )
        )
    return tag("div", *tiles, class_="tiles")


def _parts(file: EnterpriseFile) -> list[tuple[str, str, str, Markup | None]]:
    document, words = file.document, file.words
    parts: list[tuple[str, str, str, Markup | None]] = [
        ("quarters", "十三个季度的合规情况", "Thirteen quarters of compliance", _quarters(document)),
        ("timeline", "大事记", "Timeline", _timeline(file)),
        ("identity", "基本信息与位置", "Identity and place", _identity(file)),
        ("history", "历史与编码", "History and codes", tables.history(document)),
        ("monitoring", "自动监测", "Automatic monitoring", tables.monitoring(document)),
        (
            "figures",
            "排放、用电、用水及其比对",
            "Discharge, electricity, water, compared",
            _figures(document),
        ),
    ]
    for section in document["sections"]:
        body = inner(*(tables.records(words, one) for one in section["datasets"]))
        parts.append((f"s-{section['section']}", section["title_zh"], section["title_en"], body))
    parts.append(
        ("issues", "未了结的数据质量问题", "Open data-quality issues", tables.issues(words, document))
    )
    return parts


def _quarters(document: dict[str, Any]) -> Markup:
    note = (
        "红：有违法事件；橙：有预警；绿：有检查或报告且无异常；灰：无人检查。数字为事件数。"
        "Red: a violation; orange: a warning; green: looked at and in order; grey: nobody looked. Numbers count events."
    )
    return inner(drawings.quarters(document["quarters"]), tag("p", note, class_="note"))


def _timeline(file: EnterpriseFile) -> Markup | None:
    events = file.document["events"]
    return inner(drawings.timeline(events), tables.events(file.words, events)) if events else None


def _identity(file: EnterpriseFile) -> Markup:
    sites = [
        drawings.Place(
            one["longitude"], one["latitude"], f"{one['source']}.{one['dataset']}", one["is_chosen"]
        )
        for one in file.document["sites"]
        if one["longitude"] is not None and one["latitude"] is not None
    ]
    main = [one for one in file.document["identity"] if one["item"] in MAIN]
    known = tables.identity(file.words, main)
    if not sites:
        return known
    beside = inner(drawings.places(sites), tables.sites(file.words, file.document["sites"]))
    return tag("div", known, tag("div", beside), class_="two")


def _figures(document: dict[str, Any]) -> Markup | None:
    if not document["figures"]:
        return None
    return inner(tables.discrepancies(document), *tables.amounts(document))


def _footer(file: EnterpriseFile) -> Markup:
    return tag(
        "footer",
        tag("p", "每个取值均可溯源到落地文件 Every value walks back to landed bytes: "),
        tag("code", f"ecolake trace enterprise_value enterprise_code={file.code},item=enterprise_name"),
        tag("p", "不含个人信息。本页不访问网络。 Nothing personal is shown; the page asks no network."),
    )
