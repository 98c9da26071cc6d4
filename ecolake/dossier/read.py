"""Ask a release for the file of one enterprise, and for the words that its items, codes and events are called by.

Reads only what is published; how it is shown is the business of `page` and of the command. Values stand quoted in the SQL: to
bind the first one, DuckDB imports pandas wherever it is installed, which takes ten times as long as all that is asked here.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.warehouse.query import open_release, reading
from ecolake.warehouse.views import literal

if TYPE_CHECKING:
    import duckdb

    from ecolake.warehouse.record import Release

Document = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """What things are called: Chinese, English, and for items the unit and the code list.

    Attributes:
        datasets: Titles of datasets, by id.
        items: Title, unit and code list of items, by dataset id and name.
        claims: Titles of what is known of an enterprise, by name.
        kinds: Titles of kinds of events, by name.
        codes: Meanings of codes, by code list and code.
    """

    datasets: dict[str, tuple[str, str]]
    items: dict[tuple[str, str], tuple[str, str, str | None, str | None]]
    claims: dict[str, tuple[str, str]]
    kinds: dict[str, tuple[str, str]]
    codes: dict[tuple[str, str], tuple[str, str]]

    def value(self, dataset: str, item: str, value: Any) -> str:
        """A value as a person reads it: a code by its meaning, yes and no in words, no needless decimals."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是 yes" if value else "否 no"
        code_list = self.items.get((dataset, item), ("", "", None, None))[3]
        zh, en = self.codes.get((code_list or "", str(value)), ("", ""))
        if zh:
            return zh if not en or en == zh else f"{zh} {en}"
        return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


@dataclass(frozen=True)
class EnterpriseFile:
    """The file of one enterprise in one release.

    Attributes:
        code: Its permanent code.
        release: The release that was asked.
        published_at: When that was published.
        row: Its row of `enterprise_file`.
        document: Its document.
        words: What things in it are called.
    """

    code: str
    release: int
    published_at: str
    row: dict[str, Any]
    document: Document
    words: Words


def read(home: Home, code: str, release: "Release | None" = None) -> EnterpriseFile:
    """Read the file of an enterprise.

    Args:
        home: The installation.
        code: Its code, one that redirects to it, that of a thing of it, or its whole name.
        release: Which release; the current one by default.

    Raises:
        EcolakeError: Nothing is published, or no enterprise is called so.
    """
    with open_release(home, release) as connection, reading(connection):
        found = standing_for(connection, code.strip())
        only = f"where enterprise_code = {literal(found)}"
        row = next(_rows(connection, f"select * from main.enterprise_file {only}"))
        text = connection.execute(f"select document from main.enterprise_document {only}").fetchone()
        document = json.loads(text[0]) if text else {}
        number, at = connection.execute("select release, created_at from main.release").fetchone() or (
            0,
            None,
        )
        words = _words(connection, document)
    return EnterpriseFile(found, int(number), str(at)[:19], row, document, words)


def standing_for(connection: "duckdb.DuckDBPyConnection", code: str) -> str:
    """The enterprise that stands for what was asked: a code as written, or in other case, of it or of a thing of it; or its name.

    Args:
        connection: On a release.
        code: What was asked.

    Raises:
        UsageError: No one enterprise is called so.
    """
    # A provisional code ends in a small letter, a real one in none: what is written exactly so comes first.
    asked = literal(code)
    for where in (
        f"from main.enterprise_file where enterprise_code = {asked}",
        f"from main.enterprise_file join main.enterprise_code using (enterprise_code) where upper(code) = upper({asked})",
        f"from main.enterprise_file where enterprise_name = {asked}",
    ):
        rows = connection.execute(f"select enterprise_code {where}").fetchall()
        if len({row[0] for row in rows}) == 1:
            return str(rows[0][0])
    near = connection.execute(
        "select enterprise_code || ' ' || enterprise_name from main.enterprise_file"
        f" where contains(enterprise_name, {asked}) or starts_with(upper(enterprise_code), upper({asked}))"
        " order by enterprise_code limit 5"
    ).fetchall()
    listed = "; ".join(str(row[0]) for row in near)
    raise UsageError(
        "unknown_enterprise",
        f"No one enterprise has the code or the name '{code}'.",
        f"没有唯一对应“{code}”的企业。",
        hint_en=f"Is it one of these? {listed}"
        if listed
        else 'Look for it: ecolake query "from enterprise_file".',
        hint_zh=f"是否为：{listed}" if listed else '请先查询：ecolake query "from enterprise_file"。',
    )


def _words(connection: "duckdb.DuckDBPyConnection", document: Document) -> Words:
    datasets = _list(_datasets(document))
    items = {
        (str(dataset), str(item)): (str(zh), str(en), unit, code_list)
        for dataset, item, zh, en, unit, code_list in connection.execute(
            "select source || '.' || dataset, item, title_zh, title_en, unit, code_list from lake.standard_item"
            f" where list_contains({datasets}, source || '.' || dataset)"
        ).fetchall()
    }
    lists = _list(one[3] for one in items.values() if one[3])
    codes = connection.execute(
        "select code_list, code, coalesce(name_zh, attributes ->> 'meaning'), name_en from lake.standard_code"
        f" where list_contains({lists}, code_list)"
    ).fetchall()
    titles = connection.execute(
        "select source || '.' || dataset, title_zh, title_en from lake.standard_dataset"
        f" where list_contains({datasets}, source || '.' || dataset)"
    ).fetchall()
    return Words(
        datasets={name: (zh, en) for name, zh, en in titles},
        items=items,
        claims=_titles(connection, "select item, title_zh, title_en from lake.survivorship_item"),
        kinds=_titles(connection, "select kind, title_zh, title_en from lake.dossier_event"),
        codes={(name, code): (zh or "", en or "") for name, code, zh, en in codes},
    )


def _datasets(document: Document) -> Iterator[str]:
    for section in document.get("sections", []):
        for one in section["datasets"]:
            yield one["dataset"]
    for part in ("identity", "events", "figures", "issues", "sites", "names_and_places"):
        for one in document.get(part, []):
            yield f"{one['source']}.{one['dataset']}"


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(literal(name) for name in sorted(set(names)))}]::varchar[]"


def _titles(connection: "duckdb.DuckDBPyConnection", sql: str) -> dict[str, tuple[str, str]]:
    return {name: (zh, en) for name, zh, en in connection.execute(sql).fetchall()}


def _rows(connection: "duckdb.DuckDBPyConnection", sql: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))
