"""Which items of a dataset hold coordinates, and which two of them are one place."""

from collections.abc import Collection, Iterator, Mapping

from ecolake.standards.catalogue import Item

LONGITUDE, LATITUDE, SHAPE = "longitude", "latitude", "geometry_wkt"
# Coordinates that are written so that a shift cannot be undone: as one text, or as degrees, minutes and seconds.
OTHERS = frozenset({"coordinate_text", "coordinate_degrees", "coordinate_minutes", "coordinate_seconds"})


def pairs(items: Mapping[str, Item], taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield longitude and latitude of each place among the items taken, as `outlet_longitude` and `outlet_latitude`."""
    for name in taken:
        other = name.replace(LONGITUDE, LATITUDE)
        if items[name].element_name == LONGITUDE and other in taken and items[other].element_name == LATITUDE:
            yield name, other


def unpaired(items: Mapping[str, Item], taken: Collection[str]) -> list[str]:
    """Return the items that hold half a place, or one that cannot be converted, in the order given."""
    whole = {name for pair in pairs(items, taken) for name in pair}
    return [
        name
        for name in taken
        if items[name].element_name in OTHERS
        or (items[name].element_name in {LONGITUDE, LATITUDE} and name not in whole)
    ]
