"""Ask the registry: by code, by number, by a name or a part of one; what a code was, and what was known on a day.

Reading only, from the lake; a published release shows the same tables in its schema `lake`. Personal values are masked here as there.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ecolake import lake
from ecolake.errors import UsageError
from ecolake.home import Home
from ecolake.registry import events
from ecolake.registry.derived import Derived
from ecolake.registry.mention_schema import MENTION as MENTIONS
from ecolake.registry.tables import (
    CODE,
    CODES,
    ENTERPRISE,
    ENTERPRISES,
    HISTORIES,
    HISTORY,
    LINK,
    LINKED,
    MENTION,
)

PERSONAL = ("legal_representative", "telephone")
_MOBILE = re.compile(r"[+0-9][0-9 ()-]{10,}\Z")


@dataclass(frozen=True)
class Found:
    """An enterprise that a text may mean.

    Attributes:
        enterprise: Its row of the table of enterprises.
        by: What was found: `code`, `number`, `name`, `former_name` or `name_in_source`.
        text: The code or the name that was found.
    """

    enterprise: dict[str, Any]
    by: str
    text: str


@dataclass(frozen=True)
class Told:
    """What the registry says of one code.

    Attributes:
        code: Its row of the table of codes.
        enterprise: The enterprise that it leads to; None if the code leads to none.
        history: What the enterprise was called and where it stood.
        codes: The codes of the enterprise: those that led to it, and what it has.
        events: What happened to the code, and to those that led to it.
        mentions: How sources name the enterprise.
    """

    code: dict[str, Any]
    enterprise: dict[str, Any] | None
    history: list[dict[str, Any]]
    codes: list[dict[str, Any]]
    events: list[dict[str, Any]]
    mentions: list[dict[str, Any]]


def plain_text(text: str) -> str:
    """The text without blanks around it, full-width letters and digits made plain."""
    return unicodedata.normalize("NFKC", text).strip()


def lookup(home: Home, text: str, limit: int = 50) -> list[Found]:
    """Find enterprises by a code of any kind, a number, or a part of a name; exact finds alone if there are any."""
    wanted = plain_text(text)
    codes = _scan(home, CODE, CODES)
    enterprises = _scan(home, ENTERPRISE, ENTERPRISES)
    is_code = pl.col("code").str.to_lowercase() == wanted.lower()
    exact = codes.filter(is_code).select(
        "enterprise_code", pl.lit("code").alias("by"), pl.col("code").alias("text")
    )
    found = _joined(exact, enterprises, limit)
    if found or not wanted:
        return found
    names = _scan(home, HISTORY, HISTORIES).filter(pl.col("attribute") == "enterprise_name")
    told = names.select(
        "enterprise_code",
        pl.when(pl.col("valid_to").is_null())
        .then(pl.lit("name"))
        .otherwise(pl.lit("former_name"))
        .alias("by"),
        pl.col("value").alias("text"),
    )
    mentions = _scan(home, MENTION, MENTIONS)
    links = _scan(home, LINK, LINKED).select("mention", "enterprise_code")
    spoken = mentions.join(links, on="mention").select(
        "enterprise_code", pl.lit("name_in_source").alias("by"), pl.col("enterprise_name").alias("text")
    )
    numbered = mentions.join(links, on="mention").unpivot(
        ["registration_number", "organisation_code", "local_code"], index="enterprise_code", value_name="text"
    )
    by_number = numbered.filter(pl.col("text").str.to_lowercase() == wanted.lower()).select(
        "enterprise_code", pl.lit("number").alias("by"), "text"
    )
    # Brackets in names are full width; what is asked was made plain, so is what it is asked of.
    plain = pl.col("text").str.normalize("NFKC").str.to_lowercase()
    named = pl.concat([told, spoken]).filter(plain.str.contains(wanted.lower(), literal=True))
    return _joined(pl.concat([by_number, named]), enterprises, limit)


def tell(home: Home, code: str, tables: Derived | None = None, until: date | None = None) -> Told:
    """Tell all that is known of a code.

    Args:
        home: The installation.
        code: Of any kind.
        tables: The tables of another day (`incremental.rebuild`); those in the lake when None.
        until: Only events that happened by then.

    Raises:
        UsageError: `unknown_code`: nobody was ever given this code.
    """
    wanted = plain_text(code)
    codes = tables.code.lazy() if tables else _scan(home, CODE, CODES)
    own = codes.filter(pl.col("code").str.to_lowercase() == wanted.lower()).collect()
    if own.is_empty():
        raise _unknown(code)
    row = own.row(0, named=True)
    enterprise = row["enterprise_code"]
    of = pl.col("enterprise_code") == enterprise
    others = codes.filter(of).sort("kind", "code").collect()
    concerned = [row["code"], *others.filter(pl.col("redirected_to") == row["code"])["code"]]
    links = (tables.link.lazy() if tables else _scan(home, LINK, LINKED)).filter(of)
    mentions = _scan(home, MENTION, MENTIONS).join(links.drop("enterprise_code"), on="mention")
    history = (tables.history.lazy() if tables else _scan(home, HISTORY, HISTORIES)).filter(of)
    enterprises = tables.enterprise.lazy() if tables else _scan(home, ENTERPRISE, ENTERPRISES)
    log = events.log(home).filter(pl.col("code").is_in(concerned) | pl.col("other_code").is_in(concerned))
    if until is not None:
        log = log.filter(pl.col("recorded_at").dt.convert_time_zone("Asia/Shanghai").dt.date() <= until)
    return Told(
        code=row,
        enterprise=next(iter(enterprises.filter(of).collect().to_dicts()), None),
        history=masked(history.sort("attribute", "valid_from", nulls_last=False).collect().to_dicts()),
        codes=others.to_dicts(),
        events=log.sort("number").collect().to_dicts(),
        mentions=masked(mentions.sort("source", "dataset", "mention").collect().to_dicts()),
    )


def masked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their personal values masked, as in a release."""
    return [
        {
            name: mask(value)
            if name in PERSONAL or (name == "value" and row.get("attribute") in PERSONAL)
            else value
            for name, value in row.items()
        }
        for row in rows
    ]


def mask(value: str | None) -> str | None:
    """Mask a text: 张** for a name, 138****1234 for a mobile number, ****21 for a shorter number."""
    if value is None:
        return None
    if _MOBILE.match(value):
        return f"{value[:3]}****{value[-4:]}"
    return f"****{value[-2:]}" if re.search(r"[0-9]", value) else f"{value[:1]}**"


def _scan(home: Home, table: str, columns: pl.Schema) -> pl.LazyFrame:
    return lake.scan(home, table, columns)


def _joined(found: pl.LazyFrame, enterprises: pl.LazyFrame, limit: int) -> list[Found]:
    """One row an enterprise: the best of what was found of it first, then the shortest."""
    order = ["code", "number", "name", "former_name", "name_in_source"]
    rank = pl.col("by").replace_strict(order, list(range(len(order))), return_dtype=pl.Int64)
    rows = (
        found.filter(pl.col("text").is_not_null())
        .sort(rank, pl.col("text").str.len_chars(), "text", "enterprise_code")
        .unique("enterprise_code", keep="first", maintain_order=True)
        .join(enterprises, on="enterprise_code", how="inner", maintain_order="left")
        .head(limit)
        .collect()
    )
    own = list(ENTERPRISES)
    return [Found({name: row[name] for name in own}, row["by"], row["text"]) for row in rows.to_dicts()]


def _unknown(code: str) -> UsageError:
    return UsageError(
        "unknown_code",
        f"The registry never gave or met the code '{code}'.",
        f"登记中从未有过编码“{code}”。",
        hint_en="Look for it by name or number: ecolake registry lookup TEXT",
        hint_zh="请按名称或编号查找：ecolake registry lookup 文本",
    )
