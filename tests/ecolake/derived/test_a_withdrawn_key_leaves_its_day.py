"""A key that a later whole delivery leaves out is withdrawn: the days that its versions were of are made anew without it."""

import polars as pl

from ecolake import lake
from ecolake.derived.model import Reads
from tests.ecolake.derived.conftest import NOW

REGISTER = "civil_affairs.administrative_unit"


def unit(code, name):
    return {"village_code": code, "village_name": name}


def test_its_day_is_made_anew_without_it(world, declare):
    def count(connection, day, _):
        rows = connection.execute(
            "select count(*) as hours from lake.civil_affairs__administrative_unit"
        ).pl()
        return rows.with_columns(day=pl.lit(day), total=0)

    by_name = Reads(REGISTER, "cast(village_name as date)")
    world.table = declare(world.counting, reads=(by_name,), compute=count)
    world.tiny.deliver(
        REGISTER, [unit("350102", "2026-03-01"), unit("350103", "2026-03-02"), unit("350104", "2026-03-02")]
    )
    world.run()
    assert world.rows() == [(1, 1, 0), (2, 2, 0)]
    gone = pl.DataFrame(
        {
            "village_code": ["350103"],
            "_batch": [f"{2:016x}"],
            "_sequence": [2],
            "_attempt": [1],
            "_received_at": [NOW],
        }
    )
    lake.append(world.tiny.home, "withdrawn/civil_affairs/administrative_unit", gone)
    world.tiny.deliver(REGISTER, [], account={"withdrawn": 1})
    done = world.run()
    assert (done.made, world.rows()) == ({"counted": 1}, [(1, 1, 0), (2, 1, 0)])
