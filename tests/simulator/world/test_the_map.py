from datetime import date

from lxml import etree

from simulator.world import make_world
from simulator.world.map import draw


def test_the_map_of_a_city_is_drawn_and_says_that_it_is_simulated():
    world = make_world("city", 7, date(2026, 3, 2))
    picture = draw(world)
    drawn = etree.fromstring(picture)
    kinds = [element.get("class") for element in drawn.iter()]
    assert kinds.count("county") >= world.frame("boundary").height == 11
    assert kinds.count("air") == world.frame("air_station").height + 1  # and one in the legend
    assert "simulated province" in picture
    assert "泉州市" in picture
    assert picture == draw(make_world("city", 7, date(2026, 3, 2)))
