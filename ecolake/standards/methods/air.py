"""How the air of stations and cities is assessed: the shape of `standards/methods/air.yaml`.

Limits and breakpoints are code lists; hours of a day are in `ecolake.domain.air.gb3095`. Here is what is counted over days and stations.
"""

from typing import Final

from pydantic import model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model

FILE: Final = "air.yaml"
LONGEST_MEMORY: Final = 7
"""Days before a day that the derived tables read: what `known_days` and `recent_days` may be at most."""


class CityMeans(Model):
    """How the figure of a city is made of its stations.

    Attributes:
        station_share: Share of the city's stations at which a pollutant has to be valid, from 0 to 1.
        known_days: A station that has told of any hour in so many days before is a station of the city.
    """

    station_share: Figure
    known_days: Figure


class Gaps(Model):
    """What values a missing hour may have had.

    Attributes:
        low: Quantile of the station's recent readings that is low, from 0 to 1.
        high: Quantile that is high.
        recent_days: Days before the day whose readings are recent, with the day itself.
        least_readings: Recent readings below which those of the whole city are taken.
    """

    low: Figure
    high: Figure
    recent_days: Figure
    least_readings: Figure


class Periods(Model):
    """When a month and a year are valid, and what is made of their days.

    Attributes:
        days_of_month: Valid daily means of a month.
        days_of_february: Valid daily means of a February.
        days_of_year: Valid daily means of a year.
        co_percentile: Percentile of the daily means of CO, in per cent.
        o3_percentile: Percentile of the greatest 8-hour means of O3, in per cent.
        good_day_up_to: Index up to which a day is good.
        index_places: Decimal places of the composite index by which cities are ranked.
    """

    days_of_month: Figure
    days_of_february: Figure
    days_of_year: Figure
    co_percentile: Figure
    o3_percentile: Figure
    good_day_up_to: Figure
    index_places: Figure


class AirMethod(Model):
    """The method of the marts of air.

    Attributes:
        city: How the figure of a city is made.
        gaps: What a gap may have hidden.
        periods: Months and years.
    """

    city: CityMeans
    gaps: Gaps
    periods: Periods

    @model_validator(mode="after")
    def _reads_no_further(self) -> "AirMethod":
        for name, figure in (("known_days", self.city.known_days), ("recent_days", self.gaps.recent_days)):
            if not 0 <= figure.value <= LONGEST_MEMORY:
                raise ValueError(f"{name} is from 0 to {LONGEST_MEMORY}")
        return self
