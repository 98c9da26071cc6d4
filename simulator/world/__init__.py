"""The true world: places, enterprises, waters, stations, people, and what happens to them day by day.

Belongs here: what is so. Does not belong here: what a department says about it (one module each).

``World.frame(name)`` gives what stands still, ``World.day(series, day)`` what happens; columns bear the names
of the elements of the standards. Everything is drawn from a seed by name, never by order.
"""

from simulator.world.facts import county, load_profile
from simulator.world.small import Enterprise, Outlet, Permit, Station
from simulator.world.world import World, make_world

__all__ = ["Enterprise", "Outlet", "Permit", "Station", "World", "county", "load_profile", "make_world"]
