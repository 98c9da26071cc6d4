"""Series of the world as the anchors of datasets: joined with the places and persons that they name."""

from simulator.tables.views.happened import happened

__all__ = ["happened"]
