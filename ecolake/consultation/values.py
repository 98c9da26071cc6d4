"""How a brief writes its values: by the language, without needless decimals, and with a dash where nothing is known."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ecolake.consultation.plan import LANGUAGES, Language

NOTHING = "—"


def picked(row: Mapping[str, Any], column: str, language: Language) -> Any:
    """The value of a column, or of its half in the language; where that half is empty, of the other."""
    if column in row:
        return row[column]
    halves = (row.get(f"{column}_{one}") for one in (language, *LANGUAGES))
    return next((one for one in halves if one not in (None, "")), None)


def is_number(value: Any) -> bool:
    """Whether it is shown as a number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def shown(value: Any, language: Language) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[language]
    if isinstance(value, float | Decimal):
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return " ".join(str(value).split())


def signed(value: Any, language: Language) -> str:
    """A difference: with its sign."""
    return f"+{shown(value, language)}" if value > 0 else shown(value, language).replace("-", "−")
