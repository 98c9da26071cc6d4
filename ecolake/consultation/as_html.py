"""A brief as one self-contained HTML page in one language: figures, pictures, tasks, and below them each query.

Every text is escaped by `ecolake.dossier.markup`, the one way in which a tag is made.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ecolake.consultation.answers import Answer, Brief
from ecolake.consultation.pictures import picture
from ecolake.consultation.plan import Language
from ecolake.consultation.style import STYLE
from ecolake.consultation.values import is_number, picked, shown, signed
from ecolake.consultation.words import WORDS, task_row, title_of
from ecolake.dossier.markup import Markup, inner, tag

_COMPARED = ("day_before", "week_before", "year_before")


def page(brief: Brief, language: Language, other: str = "") -> str:
    """Draw the whole page.

    Args:
        brief: What it says.
        language: In which language.
        other: Where the page in the other language is, from this one.
    """
    words = WORDS[language]
    title = title_of(brief, language)
    head = inner(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        tag("title", f"{title} {brief.day}"),
        Markup(f"<style>{STYLE}</style>"),
    )
    sections = [
        tag(
            "section",
            tag("h2", said.title.model_dump()[language], id=said.section),
            *(_figure(brief, nth, one, language) for nth, one in answers),
        )
        for said, answers in numbered(brief)
    ]
    links = [
        tag("a", said.title.model_dump()[language], href=f"#{said.section}") for said, _ in brief.sections
    ]
    main = tag(
        "main",
        tag(
            "header",
            tag("a", words["other"], href=other, class_="other") if other else None,
            tag("h1", title),
            tag("p", _of(brief, language)),
        ),
        tag("nav", *links, tag("a", words["tasks"], href="#tasks"), tag("a", words["sql"], href="#sql")),
        *sections,
        tag("section", tag("h2", words["tasks"], id="tasks"), _tasks(brief, language)),
        tag(
            "section",
            tag("h2", words["sql"], id="sql"),
            tag("p", words["sql_note"], class_="note"),
            *_queries(brief, language),
        ),
        tag("footer", tag("p", words["note"])),
    )
    tongue = {"zh": "zh-CN", "en": "en"}[language]
    return f'<!doctype html>\n<html lang="{tongue}"><head>{head}</head><body>{main}</body></html>\n'


def numbered(brief: Brief) -> Iterator[tuple[Any, list[tuple[int, Answer]]]]:
    """The sections with their figures, these numbered through the brief from one."""
    nth = 0
    for section, answers in brief.sections:
        first, nth = nth + 1, nth + len(answers)
        yield section, list(enumerate(answers, start=first))


def _of(brief: Brief, language: Language) -> str:
    return WORDS[language]["of"].format(day=brief.day, release=brief.release, at=brief.published_at)


def _figure(brief: Brief, nth: int, answer: Answer, language: Language) -> Markup:
    figure = answer.figure
    note = tag("sup", tag("a", f"[{nth}]", href=f"#sql-{nth}"))
    caption = tag("figcaption", figure.title.model_dump()[language], note)
    if not answer.rows:
        return tag(
            "figure",
            caption,
            tag("p", figure.empty.model_dump()[language], class_="none"),
            id=f"figure-{figure.figure}",
        )
    if figure.picture == "tiles":
        return tag("figure", caption, _tiles(answer, language), id=f"figure-{figure.figure}")
    drawn = picture(answer, brief.day, language)
    return tag(
        "figure",
        caption,
        drawn,
        _table(answer, language) if figure.table else None,
        id=f"figure-{figure.figure}",
    )


def _tiles(answer: Answer, language: Language) -> Markup:
    return tag("div", *(_tile(answer, row, language) for row in answer.rows), class_="tiles")


def _tile(answer: Answer, row: dict[str, Any], language: Language) -> Markup:
    compared = [
        tag(
            "span",
            answer.figure.heading(column, language),
            " ",
            shown(row[column], language),
            " ",
            _change(row, column, language),
        )
        for column in _COMPARED
    ]
    value = tag("b", shown(row["now"], language), tag("small", row["unit"]) if row["unit"] else None)
    return tag(
        "div", tag("span", picked(row, "measure", language), class_="name"), value, *compared, class_="tile"
    )


def _change(row: dict[str, Any], column: str, language: Language) -> Markup | None:
    """By how much it is more or less than then, and whether that is better."""
    if row["now"] is None or row[column] is None or row["now"] == row[column]:
        return None
    change = row["now"] - row[column]
    is_better = (change > 0) == (row["better"] == "higher")
    return tag(
        "span", signed(change, language), class_="better" if is_better else "worse", style="display:inline"
    )


def _table(answer: Answer, language: Language) -> Markup:
    columns = list(answer.figure.columns)
    head = tag("tr", *(tag("th", answer.figure.heading(one, language)) for one in columns))
    body = [
        tag("tr", *(_cell(picked(row, one, language), language) for one in columns)) for row in answer.rows
    ]
    more = WORDS[language]["listed"].format(rows=len(answer.rows), all=f"{answer.in_all:,}")
    return inner(
        tag("div", tag("table", tag("thead", head), tag("tbody", *body)), class_="wide"),
        tag("p", more, class_="none") if answer.in_all > len(answer.rows) else None,
    )


def _cell(value: Any, language: Language) -> Markup:
    kind = "number" if is_number(value) else "date" if isinstance(value, date) else None
    return tag("td", shown(value, language), class_=kind)


def _tasks(brief: Brief, language: Language) -> Markup:
    words = WORDS[language]
    if not brief.tasks:
        return tag("p", words["no_tasks"], class_="none")
    head = tag("tr", *(tag("th", one) for one in words["columns"].split("|")))
    body = []
    for one in brief.tasks:
        number, on, what, owner, due, state, problem = task_row(one, language)
        body.append(
            tag(
                "tr",
                tag("td", number),
                tag("td", on, class_="date"),
                tag("td", what),
                tag("td", owner),
                tag("td", due, class_="date"),
                tag("td", state, class_=one.state),
                tag("td", problem),
            )
        )
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body)), class_="wide")


def _queries(brief: Brief, language: Language) -> Iterator[Markup]:
    for _, answers in numbered(brief):
        for nth, one in answers:
            back = tag("a", "↑", href=f"#figure-{one.figure.figure}")
            title = tag("summary", f"[{nth}] {one.figure.title.model_dump()[language]} ", back)
            yield tag("details", title, tag("pre", tag("code", one.sql)), id=f"sql-{nth}")
