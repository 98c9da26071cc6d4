"""The tables of an enterprise's page. What is personal never came so far; everything else is escaped by `markup`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ecolake.dossier import drawings
from ecolake.dossier.markup import Markup, inner, tag
from ecolake.dossier.read import Words

SHOWN_RECORDS: Final = 8
SHOWN_EVENTS: Final = 40
SHOWN_COLUMNS: Final = 12
_SAYS: Final = {"reported": "申报", "permitted": "许可", "used": "使用", "taxed": "纳税"}
_SUBJECTS: Final = {
    "cod": "化学需氧量 COD",
    "ammonia_nitrogen": "氨氮 NH3-N",
    "so2": "二氧化硫 SO2",
    "nox": "氮氧化物 NOx",
    "particulate": "颗粒物 particulate",
    "electricity": "用电量 electricity",
    "water": "用水量 water",
    "wastewater": "废水 waste water",
    "tax_air": "大气污染当量 air equivalents",
    "tax_water": "水污染当量 water equivalents",
}


def table(heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> Markup:
    """A table; a head is Chinese and English, a number stands right."""
    top = tag("tr", *(tag("th", zh, tag("small", en) if en else None) for zh, en in heads))
    body = [tag("tr", *(_cell(value) for value in row)) for row in rows]
    return tag("div", tag("table", tag("thead", top), tag("tbody", *body)), class_="wide")


def _cell(value: Any) -> Markup:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return tag("td", f"{value:,.6g}" if isinstance(value, float) else f"{value:,}", class_="number")
    return tag("td", value)


def claimed(words: Words, one: dict[str, Any]) -> str:
    """A value that an enterprise is known by, its code read."""
    dataset = f"{one['source']}.{one['dataset']}"
    # Values are kept as text; a truth is told from a word by the item that it is of.
    value = {"true": True, "false": False}.get(one["value"], one["value"])
    item = {"emission_credit_grade": "grade"}.get(one["item"], one["item"])
    return words.value(dataset, item, value) + (f" {one['unit']}" if one.get("unit") else "")


def identity(words: Words, found: Sequence[dict[str, Any]]) -> Markup:
    """What is known of the enterprise, whence, how old, and how many others say otherwise."""
    rows = []
    for one in found:
        zh, en = words.claims.get(one["item"], (one["item"], ""))
        source = words.datasets.get(f"{one['source']}.{one['dataset']}", ("", ""))[0]
        rivals = f"{one['rivals']} {one['decided_by']}" if one["rivals"] else ""
        rows.append(
            (inner(zh, tag("span", en, class_="from")), claimed(words, one), source, one["age_days"], rivals)
        )
    heads = (
        ("数据项", "item"),
        ("采用值", "value"),
        ("来源", "source"),
        ("天数", "days old"),
        ("其他取值", "rivals"),
    )
    return table(heads, rows)


def sites(words: Words, found: Sequence[dict[str, Any]]) -> Markup:
    """Where it stands, and who says so."""
    rows = [
        (
            f"{'● ' if one['is_chosen'] else ''}{one['longitude']}, {one['latitude']}",
            inner(
                words.datasets.get(f"{one['source']}.{one['dataset']}", ("", ""))[0],
                tag("span", one["reason_zh"], class_="from"),
            ),
        )
        for one in found[:SHOWN_RECORDS]
    ]
    return table((("经纬度", "longitude, latitude"), ("来源", "how it was got")), rows)


def events(words: Words, found: Sequence[dict[str, Any]]) -> Markup:
    """The newest events."""
    rows = []
    for one in found[:SHOWN_EVENTS]:
        dataset = f"{one['source']}.{one['dataset']}"
        zh, en = words.kinds.get(one["kind"], (one["kind"], ""))
        said = "；".join(
            f"{words.items.get((dataset, name), (name, '', None, None))[0]} {words.value(dataset, name, value)}"
            for name, value in one["details"].items()
            if value is not None
        )
        ahead = "（未到 ahead）" if one["is_upcoming"] else ""
        title = tag("span", f"{zh}{ahead}", tag("span", en, class_="from"), class_=one["tone"])
        rows.append((one["happened_on"], title, said, words.datasets.get(dataset, (dataset, ""))[0]))
    heads = (("日期", "day"), ("事件", "event"), ("内容", "what"), ("来源", "source"))
    return inner(table(heads, rows), _more(len(found), SHOWN_EVENTS))


def history(document: dict[str, Any]) -> Markup | None:
    """Names and places of the past, and the codes of its sites, outlets and devices."""
    past = [
        (
            one["attribute"],
            one["value"],
            one["valid_from"] or "",
            one["valid_to"] or "",
            f"{one['source']}.{one['dataset']}",
        )
        for one in document["history"]
    ]
    codes = [
        (
            one["kind"],
            one["code"],
            one["local_number"] or "",
            one["valid_from"] or "",
            one["redirected_to"] or "",
        )
        for one in document["codes"]
    ]
    heads = (("属性", "attribute"), ("取值", "value"), ("起", "from"), ("止", "to"), ("来源", "source"))
    others = (
        ("对象", "kind"),
        ("编码", "code"),
        ("内部编号", "number"),
        ("起", "from"),
        ("重定向", "redirected to"),
    )
    found = [
        table(heads, past[:SHOWN_EVENTS]) if past else None,
        table(others, codes[:SHOWN_EVENTS]) if codes else None,
    ]
    return inner(*found) if any(found) else None


def monitoring(document: dict[str, Any]) -> Markup | None:
    """The last month of each point and pollutant."""
    found = document["monitoring"]
    if not found:
        return None
    rows = []
    for one in found[:SHOWN_EVENTS]:
        over = one["exceedance_hours"]
        rows.append(
            (
                one["discharge_outlet_code"], one["pollutant_code"], one["month_begins_on"][:7],
                f"{one['hours_valid']}/{one['hours_expected']}（{one['valid_share']:.0%}）",
                one["concentration_mean"], one["concentration_maximum"],
                f"{one['concentration_limit'] or ''} {one['concentration_unit'] or ''}",
                tag("span", over, class_="violation") if over else 0, one["discharge_kg"], one["last_concentration"],
            )
        )  # fmt: skip
    heads = (
        ("排放口", "outlet"), ("污染物", "pollutant"), ("月份", "month"), ("有效小时", "valid hours"), ("均值", "mean"),
        ("最大", "maximum"), ("许可限值", "limit"), ("超标小时", "hours over"), ("排放量 kg", "discharge"), ("最近", "latest"),
    )  # fmt: skip
    return table(heads, rows)


def discrepancies(document: dict[str, Any]) -> Markup | None:
    """How the figures stand to each other, what is flagged first."""
    rows = []
    for one in document["discrepancies"]:
        state = (
            "提示 flagged"
            if one["is_flagged"]
            else "正常 in order"
            if one["is_comparable"]
            else "不足以比对 too little"
        )
        ratio = "" if one["ratio"] is None else f"{one['ratio']:.2f} / {one['threshold']:g}"
        rows.append(
            (
                tag("span", state, class_="violation" if one["is_flagged"] else ""),
                inner(one["title_zh"], tag("span", f"{one['title_en']}: {one['method_en']}", class_="from")),
                _SUBJECTS.get(one["subject"], one["subject"]), one["amount"], one["other_amount"], ratio,
            )
        )  # fmt: skip
    heads = (
        ("结果", "result"), ("比对", "comparison"), ("对象", "subject"), ("数量", "amount"), ("另一数量", "other"),
        ("比值/阈值", "ratio/threshold"),
    )  # fmt: skip
    return table(heads, rows) if rows else None


def amounts(document: dict[str, Any]) -> Iterator[Markup]:
    """A small chart for each thing that is discharged, permitted, taxed or used."""
    by_subject: dict[str, list[dict[str, Any]]] = {}
    for one in document["figures"]:
        by_subject.setdefault(one["subject"], []).append(one)
    for subject, found in sorted(by_subject.items()):
        shown = found[-SHOWN_RECORDS:]
        bars = [
            (
                f"{_SAYS[one['says']]} {one['says']} {(one['begins_on'] or '')[: 4 if one['months'] == 12 else 7]}",
                one["amount"],
            )
            for one in shown
        ]
        yield tag("h3", _SUBJECTS.get(subject, subject))
        yield drawings.bars(bars, "" if shown[0]["unit"] == "1" else shown[0]["unit"])


def records(words: Words, dataset: dict[str, Any]) -> Markup:
    """The newest records of a dataset, with the columns that any of them fills."""
    name, entries = dataset["dataset"], dataset["entries"][:SHOWN_RECORDS]
    columns = list(dict.fromkeys(column for one in entries for column in one["record"]))[:SHOWN_COLUMNS]
    heads = []
    for column in columns:
        zh, en, unit, _ = words.items.get((name, column), (column, "", None, None))
        heads.append((f"{zh} [{unit}]" if unit and unit != "1" else zh, en))
    rows = [[words.value(name, column, one["record"].get(column)) for column in columns] for one in entries]
    zh, en = words.datasets.get(name, (name, ""))
    return inner(
        tag("h3", zh, tag("small", f"{en} · {name}")),
        table(heads, rows) if columns else tag("p", "—"),
        _more(dataset["records"], len(entries)),
    )


def issues(words: Words, document: dict[str, Any]) -> Markup | None:
    """What is wrong with the data that speaks of it."""
    rows = [
        (
            words.datasets.get(f"{one['source']}.{one['dataset']}", (one["dataset"], ""))[0],
            inner(one["reason_zh"], tag("span", one["reason_en"], class_="from")),
            one["severity"], one["file"], one["row"],
        )
        for one in document["issues"][:SHOWN_EVENTS]
    ]  # fmt: skip
    heads = (("来源", "source"), ("问题", "issue"), ("级别", "severity"), ("文件", "file"), ("行", "row"))
    return inner(table(heads, rows), _more(len(document["issues"]), SHOWN_EVENTS)) if rows else None


def _more(there: int, shown: int) -> Markup | None:
    if there <= shown:
        return None
    return tag(
        "p", f"共 {there} 条，显示 {shown} 条；其余见仓库。{there} in all, {shown} shown.", class_="note"
    )
