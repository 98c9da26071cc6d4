"""Facilities and outlets: which numbers the rows of a dataset give to what stands in an enterprise's site.

Belongs here: reading them, by mention, from accepted rows. Does not belong here: the permanent codes they get (`sites`). Only numbers
in the form of HJ 608-2017 are read; what an enterprise calls its own tank is no code.
"""

from collections.abc import Collection

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.identity import Identity, roles
from ecolake.registry.mentions import mention_sql
from ecolake.registry.session import asked
from ecolake.registry.state import ZONE
from ecolake.registry.tables import FACILITY_KIND, OUTLET_KIND, THINGS
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.validation import META
from ecolake.visibility import visible

# The elements that hold such numbers, and the form in which one is a code.
ELEMENTS = frozenset(
    {"discharge_outlet_code", "production_facility_code", "treatment_facility_code", "facility_code"}
)
FORMS = {OUTLET_KIND: "^D[AW][0-9]{3}$", FACILITY_KIND: "^(?:MF[0-9]{4}|T[AWNS][0-9]{3})$"}


def numbered(dataset: Dataset) -> list[str]:
    """The items of a dataset that may hold the number of a facility or an outlet."""
    return [item.name for item in dataset.items.values() if item.element_name in ELEMENTS]


def holding(standards: Standards, identity: Identity) -> list[Dataset]:
    """The datasets that name an enterprise and number something of it, by id."""
    return [one for _, one in sorted(standards.datasets.items()) if numbered(one) and roles(one, identity)]


def read_things(
    home: Home, dataset: Dataset, identity: Identity, batches: Collection[str] | None = None
) -> pl.DataFrame:
    """Read the numbers in a dataset's visible accepted rows (`tables.THINGS`), sorted.

    Args:
        home: The installation.
        dataset: One of `holding`.
        identity: Which items name the enterprise.
        batches: Only rows of these; of all when None.
    """
    own, numbers = list(dict.fromkeys(roles(dataset, identity).values())), numbered(dataset)
    meta = {name: META[name] for name in (lake.BATCH, "_received_at", "_sequence")}
    schema = pl.Schema({**meta, **{name: dataset.items[name].polars for name in [*own, *numbers]}})
    rows = visible(home, lake.accepted(dataset.table), dataset, schema)
    if batches is not None:
        rows = rows.filter(pl.col(lake.BATCH).is_in(sorted(batches)))
    distinct = (
        rows.group_by(list(dict.fromkeys([*own, *numbers])))
        .agg(
            pl.col("_received_at").min(),
            pl.col(lake.BATCH).sort_by("_received_at", "_sequence", lake.BATCH).first(),
        )
        .collect(engine="streaming")
    )
    names = asked(distinct, f"{mention_sql(dataset, identity)} AS mention")
    told = distinct.with_columns(names["mention"])
    received = pl.col("_received_at").dt.convert_time_zone(ZONE.key).dt.date()
    found = pl.concat(
        [
            told.filter(pl.col(item).str.contains(form)).select(
                "mention",
                pl.lit(kind).alias("kind"),
                pl.col(item).alias("local_number"),
                pl.col(lake.BATCH).alias("first_batch"),
                received.alias("first_seen_on"),
            )
            for item in numbers
            for kind, form in FORMS.items()
        ]
    )
    return earliest(found)


def earliest(things: pl.DataFrame) -> pl.DataFrame:
    """Keep of each number of a mention its first sight."""
    key = ("mention", "kind", "local_number")
    return (
        things.sort(*key, "first_seen_on", "first_batch")
        .unique(key, keep="first", maintain_order=True)
        .select(list(THINGS))
    )
