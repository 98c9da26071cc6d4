"""A brief as Markdown in one language: for mail, a wiki or a repository. Its pictures are files beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ecolake.consultation.answers import Answer, Brief
from ecolake.consultation.as_html import numbered
from ecolake.consultation.plan import Language
from ecolake.consultation.values import is_number, picked, shown
from ecolake.consultation.words import WORDS, task_row, title_of

_SPECIAL = str.maketrans({one: f"\\{one}" for one in "\\`*_[]|#~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def text(brief: Brief, language: Language, pictures: Mapping[str, str]) -> str:
    """Write the whole text.

    Args:
        brief: What it says.
        language: In which language.
        pictures: Where the picture of a figure is, from the text, by its name.
    """
    words = WORDS[language]
    parts = [
        f"# {_plain(title_of(brief, language))}",
        words["of"].format(day=brief.day, release=brief.release, at=brief.published_at),
    ]
    for section, answers in numbered(brief):
        parts.append(f"## {_plain(section.title.model_dump()[language])}")
        for nth, answer in answers:
            parts += _figure(nth, answer, language, pictures.get(answer.figure.figure))
    parts += [f"## {words['tasks']}", _tasks(brief, language), f"## {words['sql']}", words["sql_note"]]
    for _, answers in numbered(brief):
        for nth, answer in answers:
            title = _plain(answer.figure.title.model_dump()[language])
            parts += [f'<a id="sql-{nth}"></a>\n**\\[{nth}\\] {title}**', f"```sql\n{answer.sql}\n```"]
    parts += ["---", words["note"]]
    return "\n\n".join(parts) + "\n"


def _figure(nth: int, answer: Answer, language: Language, picture: str | None) -> list[str]:
    title = _plain(answer.figure.title.model_dump()[language])
    parts = [f"### {title} [\\[{nth}\\]](#sql-{nth})"]
    if not answer.rows:
        return [*parts, _plain(answer.figure.empty.model_dump()[language])]
    if picture:
        parts.append(f"![{title}]({picture})")
    if answer.figure.table or not picture:
        columns = [one for one in answer.figure.columns if one != "better"]
        headings = [answer.figure.heading(one, language) for one in columns]
        rows = [[picked(row, one, language) for one in columns] for row in answer.rows]
        parts.append(_table(headings, rows, language))
    if answer.in_all > len(answer.rows):
        parts.append(WORDS[language]["listed"].format(rows=len(answer.rows), all=f"{answer.in_all:,}"))
    return parts


def _tasks(brief: Brief, language: Language) -> str:
    words = WORDS[language]
    if not brief.tasks:
        return words["no_tasks"]
    return _table(words["columns"].split("|"), [task_row(one, language) for one in brief.tasks], language)


def _table(headings: Sequence[str], rows: Sequence[Sequence[Any]], language: Language) -> str:
    # A column is one of numbers where the first value that is known is one.
    firsts = [next((row[nth] for row in rows if row[nth] is not None), None) for nth in range(len(headings))]
    lines = [
        [_plain(one) for one in headings],
        ["---:" if is_number(one) else "---" for one in firsts],
        *([_plain(shown(one, language)) for one in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(words: str) -> str:
    """A text without anything that Markdown or HTML would take for more."""
    return " ".join(words.split()).translate(_SPECIAL)
