"""Tell dbt what it may read: `dbt_project/models/sources/_lake.yml`, rendered from the standards.

The file is committed so that the dbt project reads whole in a review; a test holds it against the standards.
`python -m ecolake.warehouse.render` writes it anew.
"""

import re
from typing import TYPE_CHECKING, Any

import yaml

from ecolake.derived import tables as derived
from ecolake.home import Home
from ecolake.warehouse import built, enterprise_tables, subject_tables
from ecolake.warehouse.air_empty_day import AIR_EMPTY_DAY
from ecolake.warehouse.item_profiles import ITEM_DAY, ITEM_SAMPLE
from ecolake.warehouse.registry_relations import REGISTRY
from ecolake.warehouse.relation import Relation
from ecolake.warehouse.relations import ACCOUNTS, ALL_FLAGGED, ALL_REJECTED, HOLDS, MENDED, dataset_relations
from ecolake.warehouse.standard_tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from ecolake.standards.catalogue import Standards

JINJA = re.compile(r"\{[{%#]")
HEADER = "# Rendered from standards/ by ecolake.warehouse.render. Change the standard and render again.\n"


def sources_path(home: Home) -> "Path":
    """Where the rendered file stands."""
    return home.dbt_project / "models" / "sources" / "_lake.yml"


def render_sources(standards: "Standards") -> str:
    """Render the dbt source `lake`; the same standards give the same text."""
    shared = (
        ACCOUNTS, HOLDS, *REGISTRY, ALL_REJECTED, ALL_FLAGGED, MENDED, *TABLES, *derived.relations(standards), AIR_EMPTY_DAY,
        ITEM_DAY, ITEM_SAMPLE, *built.TABLES, *enterprise_tables.TABLES, *enterprise_tables.VIEWS, *subject_tables.TABLES,
    )  # fmt: skip
    tables = [_table(relation) for relation in (*shared, *dataset_relations(standards))]
    source = {
        "name": "lake",
        "schema": "lake",
        "description": "湖中已接受与已拒绝的行 · accepted and rejected rows of the lake, one snapshot",
        "tables": tables,
    }
    body = yaml.safe_dump(
        {"version": 2, "sources": [source]}, allow_unicode=True, sort_keys=False, width=110, indent=2
    )
    return HEADER + body


def write_sources(home: Home, standards: "Standards") -> bool:
    """Write the file if it differs; returns whether it did."""
    path, text = sources_path(home), render_sources(standards)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def _table(relation: Relation) -> dict[str, Any]:
    table: dict[str, Any] = {"name": relation.name, "description": _plain(relation.comment)}
    if relation.dataset:
        # Which dataset the rows are of, for the lineage that the orchestration draws. Its columns are left out: the
        # standards say them, the warehouse comments them, and thousands of them here cost dbt eight seconds a parse.
        table["config"] = {"meta": {"dataset": relation.dataset}}
    else:
        table["columns"] = [
            {"name": column.name, "description": _plain(column.comment)} for column in relation.columns
        ]
    return table


def _plain(text: str) -> str:
    """Keep dbt from reading a text as a template: the unit {#}/L would begin a comment."""
    return f"{{% raw %}}{text}{{% endraw %}}" if JINJA.search(text) else text


if __name__ == "__main__":
    from ecolake.standards.load import load

    here = Home.from_environment()
    write_sources(here, load(here.standards))
