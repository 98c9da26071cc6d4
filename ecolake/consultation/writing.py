"""Write a brief into a folder: a page and a text in each language, and the pictures of the texts. The same brief gives the same bytes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ecolake.consultation.answers import Answer, Brief
from ecolake.consultation.as_html import page
from ecolake.consultation.as_markdown import text
from ecolake.consultation.pictures import picture
from ecolake.consultation.plan import LANGUAGES, Language
from ecolake.exports.writing import replacing


def write(brief: Brief, folder: Path, matters: Sequence[str] = ()) -> list[Path]:
    """Write all files of a brief, each whole or not at all.

    Args:
        brief: What it says.
        folder: Where to; made if it is not there.
        matters: What it was narrowed to; a part of the names of the files.

    Returns:
        The pages and the texts.
    """
    stem = "-".join(("brief", brief.problem or brief.area.code, brief.day.isoformat(), *sorted(set(matters))))
    written = []
    for language in LANGUAGES:
        other = next(one for one in LANGUAGES if one != language)
        drawn = {one.figure.figure: (name, svg) for one, name, svg in _drawn(brief, stem, language)}
        places = {figure: name for figure, (name, _) in drawn.items()}
        for name, content in (
            (f"{stem}.{language}.html", page(brief, language, f"{stem}.{other}.html")),
            (f"{stem}.{language}.md", text(brief, language, places)),
        ):
            _put(folder / name, content)
            written.append(folder / name)
        for name, svg in drawn.values():
            _put(folder / name, svg)
    return written


def _drawn(brief: Brief, stem: str, language: Language) -> Iterator[tuple[Answer, str, str]]:
    for _, answers in brief.sections:
        for one in answers:
            drawn = picture(one, brief.day, language)
            if drawn:
                yield one, f"{stem}.pictures/{one.figure.figure}.{language}.svg", f"{drawn}\n"


def _put(path: Path, content: str) -> None:
    with replacing(path) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")
