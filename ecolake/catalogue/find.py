"""Find things by what a person typed: Chinese or English words, names, symbols, synonyms, or the initials of the pinyin.

The same ranking over the published release and, before there is one, over the standards: one SQL, one order.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecolake.catalogue.terms import Term, fold, of_standards
from ecolake.errors import EcolakeError, UsageError
from ecolake.home import Home
from ecolake.warehouse.record import TERMS, current_file, read_record
from ecolake.warehouse.views import literal

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

MOST: Final = 20
LONGEST: Final = 200


@dataclass(frozen=True)
class Found:
    """One thing that was found.

    Attributes:
        kind: table, column, dataset, item or code.
        name: Its whole name.
        title_zh: Its Chinese title.
        title_en: Its English title.
        definition: What it is.
        synonyms: Other words for it.
        place_zh: What it is part of.
        sql: The query that shows it; empty for a code that no item uses.
        rank: The lower, the nearer to what was typed.
    """

    kind: str
    name: str
    title_zh: str
    title_en: str
    definition: str
    synonyms: list[str]
    place_zh: str
    sql: str
    rank: int


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes:
        found: The nearest first.
        total: How many there are in all.
        release: The release that was asked; None where the standards were.
    """

    found: tuple[Found, ...]
    total: int
    release: int | None


# A whole title, name or synonym; then a whole word of one; then a beginning; then any part; then the definition. Tables and
# datasets stand before their columns, and what is short before what is long.
_FIND: Final = r"""
with asked as (select $1::varchar as whole, $2::varchar[] as words),
judged as (
    select term.*,
        case
            when whole in (folded_name, title_zh) or list_contains(string_split(folded_titles, chr(10)), whole) then 0
            when list_contains(string_split(folded_synonyms, chr(10)), whole) then 1
            when contains(' ' || replace(folded_name || chr(10) || folded_titles, chr(10), ' ') || ' ', ' ' || whole || ' ') then 2
            when initials = whole and length(whole) > 1 then 3
            when contains(chr(10) || folded_titles, chr(10) || whole) then 4
            when contains(' ' || replace(folded_synonyms, chr(10), ' ') || ' ', ' ' || whole || ' ') then 5
            when contains(folded_titles, whole) or contains(folded_name, whole) then 6
            when length(whole) > 2 and contains(initials, whole) then 7
            when contains(folded_synonyms, whole) then 8
            else 9
        end as nearness
    from {terms} as term, asked
    where list_bool_and([
        contains(concat_ws(' ', folded_name, folded_titles, folded_synonyms, folded_definition, initials), word)
        for word in words
    ])
)
select kind, name, title_zh, title_en, definition, synonyms, place_zh, sql,
    nearness * 10 + list_position(['table', 'column', 'dataset', 'item', 'code'], kind) as rank,
    count(*) over () as total
from judged
order by rank, sql = '', length(title_zh), name
limit $3
"""


def find(home: Home, words: str, standards: "Standards | None" = None, most: int = MOST) -> Answer:
    """Find what the words mean in the current release or, when nothing is published, in the standards.

    Args:
        home: The installation.
        words: What was typed; all of several words must be met.
        standards: Searched where there is no release; loaded when they are needed and not given.
        most: How many are returned.

    Raises:
        UsageError: Nothing was typed.
    """
    import duckdb

    whole = fold(words)[:LONGEST]
    if not whole:
        raise UsageError(
            "nothing_to_find",
            "There is nothing to look for.",
            "没有要查找的词。",
            hint_en="Type a word, as: ecolake find 化学需氧量",
            hint_zh="请输入要查找的词，例如：ecolake find 化学需氧量",
        )
    published = _published(home)
    terms = literal(str(published[0])) if published else "search_term"
    with duckdb.connect() as connection:
        if published is None:
            _declare(connection, standards or _load(home))
        rows = connection.execute(_FIND.replace("{terms}", terms), [whole, whole.split(" "), most]).fetchall()
    found = tuple(Found(*row[:9]) for row in rows)
    return Answer(found, rows[0][9] if rows else 0, published[1] if published else None)


def _published(home: Home) -> tuple[Path, int] | None:
    """The terms of the current release, and its number; an older release may have none."""
    try:
        folder = current_file(home).parent
    except EcolakeError as error:
        if error.code != "nothing_published":
            raise
        return None
    record = read_record(folder, current=True)
    return (folder / TERMS, record.release) if record and (folder / TERMS).is_file() else None


def _load(home: Home) -> "Standards":
    from ecolake.standards.load import load

    return load(home.standards)


def _declare(connection: "duckdb.DuckDBPyConnection", standards: "Standards") -> None:
    """Give the terms of the standards as a table."""
    import pyarrow as pa

    columns = zip(Term._fields, zip(*of_standards(standards), strict=True), strict=True)
    connection.register("search_term", pa.table({name: pa.array(values) for name, values in columns}))
