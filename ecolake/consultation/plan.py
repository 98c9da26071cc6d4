"""What a brief shows: the shape of `dbt_project/analyst/brief.yml` and `brief_of_a_problem.yml`, which whoever writes marts keeps beside them.

Belongs here: sections, figures, headings, queries with their places for day and area. Does not belong here: asking a release (`answers`).
"""

from datetime import date
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import Field

from ecolake.home import Home
from ecolake.standards.model_base import Model, Text
from ecolake.warehouse.views import literal

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
# A query may say with this column how many rows there are beyond those that it gives.
IN_ALL: Final = "rows_in_all"
OF_AREA: Final = "brief.yml"
OF_PROBLEM: Final = "brief_of_a_problem.yml"


class Figure(Model):
    """One figure of a brief.

    Attributes:
        figure: Its name.
        title: What it shows.
        sql: The query, with {day}, {area}, {prefix}, {unplaced} and, in a brief of a problem, {problem} in their places.
        columns: Headings in Chinese and English, and the unit if there is one, by column; one that ends in _zh and _en goes without.
        picture: How it is drawn: tiles, a calendar of levels, lines by day, or bars of the second column by the first.
        table: Whether the rows stand below the picture.
        empty: What is said when there is no row.
    """

    figure: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    sql: str
    columns: dict[str, tuple[str, str] | tuple[str, str, str]]
    picture: Literal["tiles", "calendar", "lines", "bars"] | None = None
    table: bool = True
    empty: Text = Text(zh="没有数据", en="No data")

    def heading(self, column: str, language: Language) -> str:
        """The heading of a column, with its unit in brackets."""
        said = self.columns[column]
        words = said[LANGUAGES.index(language)]
        return f"{words} [{said[2]}]" if len(said) > 2 else words

    def asked(self, day: date, area: str, problem: str = "") -> str:
        """The query for a day and an area, as it is run and printed.

        Args:
            day: The day.
            area: Code of a city or a province, six digits.
            problem: Number of a problem, of a brief about it.
        """
        places = {
            "{day}": f"date {literal(day.isoformat())}",
            "{area}": literal(area),
            "{prefix}": literal(prefix_of(area)),
            # Of what has no place, only a province can answer.
            "{unplaced}": literal(area[:2] if area.endswith("0000") else ""),
            "{problem}": literal(problem),
        }
        sql = self.sql.strip()
        for place, value in places.items():
            sql = sql.replace(place, value)
        return sql


class Section(Model):
    """A section of a brief.

    Attributes:
        section: Its name; also the matter that a brief can be narrowed to.
        title: What it is about.
        figures: Its figures, in their order.
    """

    section: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    figures: tuple[Figure, ...]


def prefix_of(area: str) -> str:
    """What the codes of the divisions inside a province (two digits) or city (four) begin with."""
    return area[:2] if area.endswith("0000") else area[:4]


def read_plan(home: Home, file: str = OF_AREA) -> tuple[Section, ...]:
    """Read a plan of the project: of a brief of an area, or of one about a problem."""
    path: Path = home.dbt_project / "analyst" / file
    return tuple(Section.model_validate(one) for one in yaml.safe_load(path.read_text(encoding="utf-8")))
