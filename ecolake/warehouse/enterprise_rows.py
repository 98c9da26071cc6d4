"""The rows of a dataset with the enterprise that each belongs to: the one place that joins a row to its enterprise.

SQL text only. What is read from such rows is the business of `enterprise_claims` and `enterprise_records`.
"""

from typing import TYPE_CHECKING

from ecolake.warehouse import views

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Item

_CODE = "unified_social_credit_code"
_PERMIT = "permit_number"
# A permit number begins with the code of its holder (排污许可证编号, HJ 608-2017).
_CODE_LENGTH = 18


def names_enterprise(dataset: "Dataset") -> bool:
    """Whether a row of the dataset can be joined to an enterprise."""
    return _CODE in dataset.items or _PERMIT in dataset.items


def rows(dataset: "Dataset") -> str:
    """Select the current rows of a dataset that belong to an enterprise, each with its `enterprise_code`."""
    code = _CODE if _CODE in dataset.items else f"left({_PERMIT}, {_CODE_LENGTH})"
    current = views.current(f"{dataset.source}__{dataset.name}", dataset.key)
    return f"select *, {code} as enterprise_code from ({current}) where {code} is not null"


def as_text(item: "Item") -> str:
    """A value as text that does not depend on a session: no trailing zeros, instants in UTC."""
    return f"cast({as_plain(item)} as varchar)"


def as_plain(item: "Item") -> str:
    """A value as JSON takes it: numbers as numbers, instants as text in UTC."""
    name = views.identifier(item.name)
    if item.duckdb.startswith("DECIMAL"):
        return f"cast({name} as double)"
    if item.duckdb == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({name} at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    return name


def as_day(item: "Item") -> str:
    """The day that an item names: a date, an instant in Shanghai, a month or a year by its first day."""
    name = views.identifier(item.name)
    if item.duckdb == "DATE":
        return name
    if item.duckdb == "TIMESTAMP WITH TIME ZONE":
        return f"cast({name} at time zone 'Asia/Shanghai' as date)"
    if item.duckdb == "BIGINT":
        return f"try_cast({name} || '-01-01' as date)"
    return f"coalesce(try_cast({name} as date), try_cast({name} || '-01' as date), try_cast({name} || '-01-01' as date))"
