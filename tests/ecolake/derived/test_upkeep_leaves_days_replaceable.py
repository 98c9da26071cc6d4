"""After upkeep has laid the files of a month together, a day of it is still replaced by itself."""

from ecolake import lake
from ecolake.lake_upkeep import tidy
from tests.ecolake.derived.conftest import hour


def test_a_day_of_a_month_that_was_laid_together_is_replaced_alone(world):
    for day in (1, 2, 3):
        world.deliver(hour(day, 10 * day))
        world.run()
    assert len(lake.files(world.tiny.home, "derived/counted")) == 3
    tidied = {one.table: (one.files_before, one.files) for one in tidy(world.tiny.home, many=2, days=0)}
    assert tidied["derived/counted"] == (3, 1)
    assert world.run().made == {}
    world.deliver(hour(2, 25))
    done = world.run()
    assert (done.made, world.rows()) == ({"counted": 1}, [(1, 1, 10), (2, 1, 25), (3, 1, 30)])
