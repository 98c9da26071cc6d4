"""What an enterprise keeps about itself is what is in force, and every kind of it can be seen in its file."""

from ecolake.standards.registry_files import load_dossier
from tests.support.lake_fixture import CHECKOUT
from tests.support.model_by_hand import rows_of

OWN = "enterprises"


def test_only_rows_in_force_count():
    tables = {
        "standard_dataset": "select 'enterprises' as source, 'outlets' as dataset, '' as title_zh, '' as title_en, 'P30D' as fresh_within",
        "accounts": "select 'enterprises' as source, 'outlets' as dataset, unnest(['b1', 'b2']) as batch, 2 as accepted,"
        " timestamptz '2026-03-30 00:00:00+00' as received_at",
        "enterprise_file": "select 'E' as enterprise_code, 1 as permit_count",
        "int_release__as_of": "select date '2026-03-31' as as_of",
        # Two versions of a row were received; one is in force.
        "enterprise_row": "select 'E' as enterprise_code, 'enterprises' as source, 'outlets' as dataset,"
        " unnest(['b1', 'b2']) as _batch, 'f' as _file, 1 as _row",
        "enterprise_record": "select 'E' as enterprise_code, 'enterprises' as source, 'outlets' as dataset, 'b2' as _batch, 'f' as _file, 1 as _row",
    }
    (row,) = rows_of("enterprise_archive", tables)
    assert (row["state"], row["row_count"]) == ("kept", 1)


def test_every_dataset_of_the_enterprises_themselves_stands_in_the_file(standards):
    sections = load_dossier(CHECKOUT / "standards").sections.values()
    shown = {name for section in sections for name in section.records}
    own = {name for name, one in standards.datasets.items() if one.source == OWN}
    assert own - shown == set()
