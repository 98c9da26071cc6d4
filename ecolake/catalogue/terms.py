"""What can be found, and by which words: datasets, items, codes, marts and their columns.

Each entry knows the SQL that shows it. How entries are ranked against what a person typed is the business of `find`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Item, Standards
    from ecolake.standards.model import CodeList

KINDS: Final = ("table", "column", "dataset", "item", "code")
# Where something is read: `schema.table.column`, by its name.
Places = Mapping[str, str]
_BETWEEN: Final = re.compile(r"[_()\[\],;:/·、。《》“”]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


class Term(NamedTuple):
    """One thing that can be found; the names with `folded_` are for comparing, the others for showing.

    Attributes:
        kind: One of `KINDS`.
        name: `schema.table`, `schema.table.column`, `source.dataset`, `source.dataset.item` or `code_list.code`.
        title_zh: Its Chinese title.
        title_en: Its English title.
        definition: What it is, in both languages.
        synonyms: Other words for it.
        place_zh: What it is part of.
        sql: The query that shows it, ready to run.
        folded_name: The last part of its name.
        folded_titles: Both titles.
        folded_synonyms: The synonyms.
        folded_definition: The definition and the place.
        initials: Of the Chinese title's syllables in pinyin.
    """

    kind: str
    name: str
    title_zh: str
    title_en: str
    definition: str
    synonyms: list[str]
    place_zh: str
    sql: str
    folded_name: str
    folded_titles: str
    folded_synonyms: str
    folded_definition: str
    initials: str


def fold(text: str) -> str:
    """Write as people type who do not care: half width, lower case, no brackets, words parted by one space."""
    return " ".join(_BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).lower()).split())


# Items share the titles of their elements, and codes those of other lists; a process of long life has few standards.
@lru_cache(maxsize=2**15)
def initials(text: str) -> str:
    """The first letters of the syllables, as `hxxyl` for 化学需氧量; letters and digits stay."""
    # Imported here: the tables of pinyin take a moment to load.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(
        text, style=Style.FIRST_LETTER, errors=lambda rest: re.sub(r"[^0-9a-zA-Z]", "", rest)
    )
    return "".join(letters).lower()


def of_standards(
    standards: "Standards", in_marts: Places | None = None, of_codes: Places | None = None
) -> Iterator[Term]:
    """Yield what the standards declare.

    Args:
        standards: The loaded standards.
        in_marts: The column of a mart in which an item stands as it is, by `source.dataset.item`.
        of_codes: The column of a mart that holds the codes of a list, by the list's name.
    """
    in_marts = in_marts or {}
    users: dict[str, str] = {}
    for name, dataset in sorted(standards.datasets.items()):
        yield _dataset(name, dataset)
        for item in dataset.items.values():
            yield _item(dataset, item, in_marts)
            if item.element and item.element.codes and not item.personal:
                users.setdefault(
                    item.element.codes, in_marts.get(f"{name}.{item.name}") or _place(dataset, item)
                )
    users |= of_codes or {}
    for name, codes in sorted(standards.codelists.items()):
        for code in codes.sorted_codes:
            yield from _code(name, codes, code, users.get(name, ""))


def spell(standards: "Standards") -> None:
    """Spell the titles of all terms that the standards declare, so that `of_standards` need not: for whoever has time."""
    for _ in of_standards(standards):
        pass


def of_marts(rows: Iterable[tuple[str, str, str | None, str | None]]) -> Iterator[Term]:
    """Yield the marts and their columns.

    Args:
        rows: Schema, table, column (none for the table itself) and comment, as DuckDB lists them.
    """
    for schema, table, column, comment in rows:
        zh, _, en = (comment or "").partition(" · ")
        place = table if schema == "main" else f"{schema}.{table}"
        if column is None:
            yield _term("table", f"{schema}.{table}", zh, en, "", (), "", f"from {place} limit 20")
        elif not column.startswith("_"):
            sql = f"select {column} from {place} limit 20"
            yield _term("column", f"{schema}.{table}.{column}", zh, en, "", (), table, sql)


def _dataset(name: str, dataset: "Dataset") -> Term:
    both = f"{dataset.definition.zh} · {dataset.definition.en}"
    sql = f"from lake.{dataset.source}__{dataset.name} limit 20"
    return _term("dataset", name, dataset.title.zh, dataset.title.en, both, (), dataset.category, sql)


def _item(dataset: "Dataset", item: "Item", in_marts: Places) -> Term:
    name, element = f"{dataset.id}.{item.name}", item.element
    both = f"{element.definition.zh} · {element.definition.en}" if element else ""
    own = {item.title.zh, item.title.en}
    others = [
        *(element.synonyms if element else ()),
        *([element.title.zh, element.title.en] if element else []),
    ]
    if name in in_marts:
        table, _, column = in_marts[name].rpartition(".")
        sql = f"select {column} from {table.removeprefix('main.')} limit 20"
    else:
        columns = ", ".join(dict.fromkeys((*dataset.key, item.name)))
        sql = f"select {columns} from lake.{dataset.source}__{dataset.name} limit 20"
    synonyms = tuple(one for one in dict.fromkeys(others) if one not in own)
    return _term("item", name, item.title.zh, item.title.en, both, synonyms, dataset.title.zh, sql)


def _code(name: str, codes: "CodeList", code: str, place: str) -> Iterator[Term]:
    zh, en = codes.title_of(code, "zh"), codes.title_of(code, "en")
    table, _, column = place.rpartition(".")
    value = code.replace("'", "''")
    sql = f"from {table.removeprefix('main.')} where {column} = '{value}' limit 20" if place else ""
    if zh or en:
        yield _term("code", f"{name}.{code}", zh, en, "", (code,), codes.title.zh, sql)


def _place(dataset: "Dataset", item: "Item") -> str:
    return f"lake.{dataset.source}__{dataset.name}.{item.name}"


def _term(
    kind: str, name: str, zh: str, en: str, definition: str, synonyms: tuple[str, ...], place: str, sql: str
) -> Term:
    last = name.rpartition(".")[2]
    return Term(
        kind, name, zh, en, definition, list(synonyms), place, sql,
        fold(last), "\n".join((fold(zh), fold(en))), "\n".join(map(fold, synonyms)), fold(f"{definition} {place}"),
        initials(zh) if _HAN.search(zh) else "",
    )  # fmt: skip
