"""Departments are told of one discharge: what the tax is declared of is what the statistics hear, but for those who under-report."""

from datetime import date

import polars as pl
import pytest

from simulator.tables import Tables
from simulator.world import make_world

DAY = date(2026, 3, 2)
THRESHOLD = 1.5  # of the check `taxed_under_reported`, standards/registry/dossier.yaml
KG = 1000


@pytest.fixture(scope="module")
def world():
    return make_world("demo", 7, DAY)


@pytest.fixture(scope="module")
def told(world, standards):
    """What both are told, as a share of the load that is true."""
    tables = Tables(world, standards)
    true = world.frame("enterprise").select("unified_social_credit_code", "yearly_load", "under_reports")
    reported = tables.rows("ecology.environmental_statistics_industry", DAY).select(
        "unified_social_credit_code",
        water=KG * (pl.col("cod_discharged") + pl.col("ammonia_nitrogen_discharged").cast(float) / 0.8),
        air=KG * (pl.col("so2_discharged") + pl.col("nox_discharged")).cast(float) / 0.95,
    )
    taxed = tables.rows("taxation.environmental_tax_review", DAY).drop_nulls("declared_equivalents")
    taxed = taxed.select(
        "unified_social_credit_code", "taxable_kind", a_year=4.0 * pl.col("declared_equivalents").cast(float)
    )
    of_load = pl.col("a_year") / pl.col("yearly_load")
    long = reported.unpivot(
        index="unified_social_credit_code", variable_name="taxable_kind", value_name="a_year"
    )
    return [
        one.join(true, on="unified_social_credit_code").select("taxable_kind", "under_reports", share=of_load)
        for one in (long, taxed)
    ]


@pytest.mark.parametrize("kind", ["water", "air"])
def test_only_who_under_reports_stands_out(told, kind):
    reported, taxed = (one.filter(pl.col("taxable_kind") == kind) for one in told)
    assert reported.height > 3
    honest = taxed.filter(~pl.col("under_reports"))["share"]
    guilty = taxed.filter("under_reports")["share"]
    assert len(honest) > 10
    assert reported["share"].max() < THRESHOLD * honest.min()
    assert reported["share"].min() > THRESHOLD * (guilty.max() or 0.0)


def test_some_do(world):
    assert 0.05 < world.frame("enterprise")["under_reports"].mean() < 0.1
