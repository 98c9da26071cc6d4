"""Read the steps of the current release or, before there is one, those that the standards declare."""

from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.lineage.edge import Edge
from ecolake.lineage.graph import Lineage

_SELECT = """
select to_table, to_column, coalesce(from_table, ''), coalesce(from_column, ''), to_layer, coalesce(from_layer, ''), kind,
    coalesce(how, '')
from lake.lineage
"""


def read(home: Home) -> tuple[Lineage, int | None]:
    """The steps, and the release that they are of; none where only the standards speak.

    Raises:
        StandardsError: Nothing is published and the standards hold faults.
    """
    from ecolake.warehouse.query import open_release

    try:
        with open_release(home) as connection:
            known = connection.execute(
                "select 1 from duckdb_tables() where table_name = 'lineage'"
            ).fetchone()
            number = connection.execute("select release from main.release").fetchone()
            if known and number:
                rows = connection.execute(_SELECT).fetchall()
                return Lineage.of(Edge(*row) for row in rows), int(number[0])
    except EcolakeError as error:
        if error.code != "nothing_published":
            raise
    from ecolake.lineage.landed import declared
    from ecolake.standards.load import load

    return Lineage.of(declared(load(home.standards))), None
