"""docs/how-to/find-hot-spots-and-exposed-places.md: every query runs, on the simulated county, and answers."""

import re
from datetime import date

import pytest

from benchmarks.marts.true_lake import show_models, true_lake
from ecolake.derived import dispersion, hotspot
from ecolake.standards.methods.files import load_methods
from ecolake.warehouse import method_figures
from simulator.world import make_world
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "how-to" / "find-hot-spots-and-exposed-places.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
MAY_BE_EMPTY = "-- may be empty"
MARTS = PROJECT / "dbt_project" / "models" / "marts"
MODELS = (
    "dispersion/dispersion_source_hourly",
    "dispersion/dispersion_exposure_hourly",
    "dispersion/dispersion_exposure_daily",
    "hotspot/hot_cell",
    "hotspot/hot_spot",
    "hotspot/hot_spot_source",
)
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def county_day(standards):
    """The marts of one day of the simulated county, on its true rows."""
    world = make_world("demo", 7, DAY)
    lake = true_lake(world, standards, PROJECT, (*dispersion.TABLES, *hotspot.TABLES), DAY)
    method_figures.create(lake, load_methods(PROJECT / "standards"))
    lake.execute(
        "create view int_monitoring_point__linked as "
        "select monitoring_point_code, substr(permit_number, 1, 18) as enterprise_code from lake.iot__source_monitoring_point"
    )
    show_models(lake, (MARTS / f"{model}.sql" for model in MODELS))
    return lake


@pytest.mark.parametrize("sql", QUERIES, ids=range(1, len(QUERIES) + 1))
def test_query_of_the_page_is_answered(county_day, sql):
    assert county_day.execute(sql).fetchall() or sql.startswith(MAY_BE_EMPTY)


def test_a_planted_place_is_found_in_the_county(county_day):
    planted = make_world("demo", 7, DAY).day("hot_spot", DAY).select("longitude", "latitude").rows()
    found = county_day.execute("select longitude, latitude from hot_cell where is_hot").fetchall()
    assert planted
    assert all(any(abs(x - a) < 0.015 and abs(y - b) < 0.015 for a, b in found) for x, y in planted)


@pytest.mark.parametrize("mart", [model.partition("/")[2] for model in MODELS])
def test_a_mart_has_one_row_for_its_key(county_day, mart):
    yml = next(MARTS.rglob(f"{mart}.yml")).read_text(encoding="utf-8")
    key = re.search(r"columns: \[(.*)\]", yml).group(1)
    assert county_day.execute(f"select {key} from {mart} group by all having count(*) > 1").fetchall() == []


def test_no_outlet_adds_more_at_a_point_than_at_its_peak(county_day):
    more = county_day.execute(
        """
        select count(*), max(e.concentration / (h.peak_unit * e.emission_g_s))
        from dispersion_exposure_hourly as e
        join dispersion_source_hourly as h using (day, monitoring_point_code, observed_at)
        where e.state = 'computed'
        """
    ).fetchone()
    # The peak is looked for at sixty distances, so that a point may lie a little nearer to it.
    assert more[0] > 100
    assert more[1] < 1.02
