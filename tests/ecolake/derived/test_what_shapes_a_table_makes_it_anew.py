"""A changed method, code list, declaration or register makes every day anew; a table stands on the rows of those before it."""

import shutil

import polars as pl
import pytest

from ecolake import lake
from ecolake.derived import code
from ecolake.derived.model import DerivedTable, Reads, WholeTable
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column
from tests.ecolake.derived.conftest import HOURS, hour
from tests.support.lake_fixture import STEEL


def test_a_changed_method_makes_every_day_anew(world, tmp_path, declare):
    home = world.tiny.home
    world.tiny.home = Home(home.root, home.landing, tmp_path / "project")
    methods = world.tiny.home.standards / "methods"
    methods.mkdir(parents=True)
    (methods / "limits.yaml").write_text("limit: 1\n")
    world.table = declare(world.counting, methods=("limits.yaml",))
    world.deliver(hour(1, 10), hour(2, 20))
    world.run()
    (methods / "limits.yaml").write_text("limit: 2\n")
    done = world.run()
    # The rows came out as before, so they are not written again.
    assert (done.made, done.changed) == ({"counted": 2}, {"counted": 0})
    shutil.rmtree(methods)
    assert world.run().made == {"counted": 2}


def test_another_column_makes_the_table_anew(world, declare):
    world.deliver(hour(1, 10), hour(2, 20))
    world.run()
    columns = (*world.table.columns, Column("more", "BIGINT", "多", "more"))
    kept = world.counting.compute
    world.table = declare(
        world.counting, columns=columns, compute=lambda *args: kept(*args).with_columns(more=pl.lit(1))
    )
    world.run()
    assert world.rows() == [(1, 1, 10, 1), (2, 1, 20, 1)]


def test_code_counts_as_far_as_a_table_can_reach_it(standards):
    from ecolake.derived import air

    _, table, *_ = air.tables(standards)
    reached = code._reached(code._module_of(table))
    assert {"ecolake.domain.air.daily", "ecolake.domain.air.hj633", "ecolake.domain.air.gb3095"} <= reached
    assert "ecolake.derived.runner" not in reached


def test_a_table_is_made_of_the_rows_of_one_before_it(world):
    def double(connection, day, _):
        return connection.execute("select day, total * 2 as twice from lake.derived_counted").pl()

    second = DerivedTable(
        "doubled",
        Text(zh="倍", en="double"),
        (Column("day", "DATE", "日", "day"), Column("twice", "BIGINT", "倍", "double")),
        (Reads("derived.counted", "day"),),
        double,
    )
    world.deliver(hour(1, 10), hour(2, 20))
    world.run(world.table, second)
    assert world.rows("doubled") == [(1, 20), (2, 40)]
    world.deliver(hour(2, 21), hour(1, 10, "A"))
    done = world.run(world.table, second)
    # The first day came out as it was: what stands on it is left alone.
    assert (done.made, done.changed) == ({"counted": 2, "doubled": 1}, {"counted": 1, "doubled": 1})
    assert world.rows("doubled") == [(1, 20), (2, 42)]


@pytest.mark.parametrize(("remakes", "expected"), [(True, [1]), (False, [])])
def test_a_register_makes_every_day_anew_unless_it_says_not(world, declare, remakes, expected):
    register = Reads("market_regulation.enterprise", remakes=remakes)
    world.table = declare(world.counting, reads=(Reads(HOURS, "observed_at"), register))
    world.deliver(hour(1, 10))
    world.run()
    world.tiny.deliver("market_regulation.enterprise", [{"unified_social_credit_code": STEEL}])
    world.run()
    assert world.counting.asked == expected


def test_a_table_without_days_is_made_when_what_it_reads_changes(world):
    def total(connection, _):
        return connection.execute("select count(*) as hours from lake.mee__air_station_hourly").pl()

    whole = WholeTable(
        "total",
        Text(zh="总", en="total"),
        (Column("hours", "BIGINT", "时", "hours"),),
        (Reads(HOURS),),
        total,
    )
    for expected in (1, 2):
        world.deliver(hour(expected, 10))
        assert world.run(whole).made == {"total": 1}
        assert lake.scan(world.tiny.home, "derived/total").collect().rows() == [(expected,)]
        assert world.run(whole).made == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.drop("total"), "columns missing: ['total']"),
        (lambda rows: rows.with_columns(day=pl.date(2020, 1, 1)), "rows of another day"),
        (lambda rows: rows.with_columns(total=pl.lit("x")), "InvalidOperationError"),
    ],
)
def test_what_is_not_as_declared_is_refused_with_its_table_and_day(world, declare, change, said):
    kept = world.counting.compute
    world.table = declare(world.counting, compute=lambda *args: change(kept(*args)))
    world.deliver(hour(1, 10))
    with pytest.raises(EcolakeError, match="derivation_failed") as caught:
        world.run()
    assert said in caught.value.en
    assert caught.value.where == "derived/counted, 2026-03-01"
