"""The tables of the schema `lake` that the subjects have made before dbt: what methods say, and what SQL alone cannot work out.

Belongs here: which there are, and in which order they are made. Does not belong here: what stands in them (a module for
each), nor tables that grow by day (`ecolake.derived`).
"""

from typing import TYPE_CHECKING, Final

from ecolake.home import Home
from ecolake.standards.methods.control import ControlMethod
from ecolake.standards.methods.files import load_method, load_methods
from ecolake.standards.methods.indicator import IndicatorMethod
from ecolake.standards.methods.ledger import LedgerMethod
from ecolake.standards.methods.participation import ParticipationMethod
from ecolake.standards.methods.service import ServiceMethod
from ecolake.standards.methods.village import VillageMethod
from ecolake.warehouse import (
    control_effects,
    control_rules,
    indicator_tables,
    method_figures,
    participation_tables,
    pinned,
    problem_reports,
    service_tables,
    village_tables,
)

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

TABLES: Final = (
    method_figures.METHOD_FIGURE,
    *problem_reports.TABLES,
    *control_rules.TABLES,
    control_effects.CONTROL_EFFECT,
    *service_tables.TABLES,
    *village_tables.TABLES,
    *indicator_tables.TABLES,
    *participation_tables.TABLES,
    *participation_tables.VIEWS,
)


def create(
    connection: "duckdb.DuckDBPyConnection",
    standards: "Standards",
    home: Home,
    rows: dict[str, pinned.Pinned],
) -> None:
    """Create them.

    Args:
        connection: On the build file, whose datasets and enterprises are there.
        standards: The loaded standards.
        home: The installation.
        rows: Where the rows of each table are.
    """
    ledger = load_method(LedgerMethod, home.standards, "ledger.yaml")
    control = load_method(ControlMethod, home.standards, "control.yaml")
    method_figures.create(connection, load_methods(home.standards))
    problem_reports.create(connection, standards, ledger, rows)
    control_rules.create(connection, control)
    control_effects.create(connection, standards, control.effect)
    service_tables.create(connection, load_method(ServiceMethod, home.standards, "service.yaml"))
    village_tables.create(connection, load_method(VillageMethod, home.standards, "village.yaml"))
    indicator_tables.create(connection, load_method(IndicatorMethod, home.standards, "indicator.yaml"))
    participation = load_method(ParticipationMethod, home.standards, "participation.yaml")
    participation_tables.create(connection, standards, participation, rows)
