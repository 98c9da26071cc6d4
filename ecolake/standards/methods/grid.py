"""Supervision by the grid: the shape of `standards/methods/grid.yaml`."""

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model

FILE = "grid.yaml"


class GridMethod(Model):
    """The whole file.

    Attributes:
        patrol_days: Days without a lead, an event or a task after which a unit is blind.
        leads_per_worker: Leads of 30 days per worker above which a unit is overloaded.
        respond_hours: Hours from the finding of a lead in which it is handed on.
        close_days: Days from the finding in which it is closed.
    """

    patrol_days: Figure
    leads_per_worker: Figure
    respond_hours: Figure
    close_days: Figure
