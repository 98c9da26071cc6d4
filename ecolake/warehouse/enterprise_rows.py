"""Which enterprise each row belongs to: the table `lake.enterprise_row`, and the rows of a dataset joined to it.

The one place that joins a row to its enterprise. What is read from such rows is the business of `enterprise_claims` and
`enterprise_records`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ecolake.registry.identity import read_identity, roles
from ecolake.registry.mentions import mention_sql
from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import ORIGIN, SOURCE_AND_DATASET
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    from pathlib import Path

    from ecolake.standards.catalogue import Dataset, Item, Standards

ENTERPRISE = Column("enterprise_code", "VARCHAR", "企业代码", "enterprise code", "Permanent, 18 characters")
# A dataset may have an item `enterprise_code`, in which its source writes a number of its own; none begins with an underscore.
OWNER = "_enterprise_code"
ROW = Relation(
    "enterprise_row",
    "",
    "行与企业的对应 · which enterprise each row belongs to, one row per row",
    (ENTERPRISE, *SOURCE_AND_DATASET, *ORIGIN[:3]),
)


def naming(standards: "Standards", folder: "Path") -> dict[str, "Dataset"]:
    """The datasets whose rows name an enterprise of their own, by id.

    Args:
        standards: The loaded standards.
        folder: The `standards` folder, for the rules of the registry.
    """
    identity = read_identity(folder)
    return {name: one for name, one in sorted(standards.datasets.items()) if roles(one, identity)}


def row_select(
    named: Mapping[str, "Dataset"],
    folder: "Path",
    pins: Mapping[str, Pin],
    present: Mapping[str, frozenset[str]],
) -> str:
    """Select which enterprise each row belongs to, by the mention that it makes.

    From the rows as they are: a mention may rest on a name or a number that is masked everywhere else.

    Args:
        named: The datasets whose rows name an enterprise.
        folder: The `standards` folder, for the rules of the registry.
        pins: The files of each lake table.
        present: The columns that the files of each dataset hold.
    """
    identity = read_identity(folder)
    parts = []
    for name, dataset in named.items():
        pin = pins.get(f"accepted/{dataset.table}")
        if pin is not None and pin.files:
            items = sorted(set(roles(dataset, identity).values()))
            there = present.get(name, frozenset())
            values = ", ".join(_typed(dataset.items[item], there) for item in items)
            parts.append(
                f"select distinct link.enterprise_code, {views.literal(dataset.source)} as source,"
                f" {views.literal(dataset.name)} as dataset, said._batch, said._file, said._row from (\n"
                f"select _batch, _file, _row, {mention_sql(dataset, identity)} as mention from (\n"
                f"select _batch, _file, _row, {values} from (\n{views.counting(name, pin, there)}\n)))"
                f" as said join lake.registry_link as link on said.mention = link.mention"
            )
    return "\nunion all\n".join(parts) or views.empty(ROW)


def rows(dataset: "Dataset") -> str:
    """Select the current rows of a dataset that belong to an enterprise, each with the code of that in `OWNER`."""
    return (
        f"select said.*, whose.enterprise_code as {OWNER} from ({_current(dataset)}) as said"
        f" join lake.{ROW.name} as whose on whose.source = {views.literal(dataset.source)}"
        f" and whose.dataset = {views.literal(dataset.name)} and said._batch = whose._batch"
        f" and said._file = whose._file and said._row = whose._row"
    )


def _typed(item: "Item", there: frozenset[str]) -> str:
    """An item as the standard types it; one that was added later is null in older files."""
    name = views.identifier(item.name)
    return f"cast({name if item.name in there else 'null'} as {item.duckdb}) as {name}"


def _current(dataset: "Dataset") -> str:
    return views.current(f"{dataset.source}__{dataset.name}", dataset.key)


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
