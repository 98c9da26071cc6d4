"""How hot spots of the air are found: the shape of `standards/methods/hotspot.yaml`.

Shape only; the method is `ecolake.domain.hotspot`, what it is fed with is `ecolake.derived.hotspot`.
"""

from typing import Final

from pydantic import model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model

FILE = "hotspot.yaml"
LONGEST_MEMORY: Final = 7
"""Days, the day itself included, that the derived table of hot spots reads: what `kept_days` may be at most."""


class Upwind(Model):
    """Which sources are looked at behind a hot cell.

    Attributes:
        reach_m: How far upwind.
        sector_deg: Half the width of the sector upwind, beside the wind's direction.
        least_share: Of the hours in which the cell was hot, in which a source must have been upwind.
        most: How many sources are named for a cell.
        least_wind_m_s: Below it no direction is believed.
    """

    reach_m: Figure
    sector_deg: Figure
    least_share: Figure
    most: Figure
    least_wind_m_s: Figure


class Hotspot(Model):
    """The method.

    Attributes:
        cell_deg: Size of a cell of the grid, degrees of CGCS2000.
        pollutants: Least excess in µg/m3 that counts, by code of HJ 212; others are not looked at.
        least_instruments: Fixed instruments that a region needs in an hour to have a background.
        stuck_hours: Equal values in so many hours on end are a stuck instrument.
        largest_bias: Logarithm of the largest ratio to the background that is believed to be the instrument's own.
        least_spread: Least standard deviation of the logarithm of readings in an hour.
        hot_score: Standard deviations above the background from which a reading counts as hot.
        chance_hot: Least probability that chance alone makes a reading hot.
        least_hours: Hot hours that a cell needs on a day.
        false_share: Share of false findings that is accepted.
        finding_m: How near a drone's finding counts as seen at a cell.
        finding_words: What a finding of a drone says when it is about the air.
        kept_days: Days on end that are counted back, the day itself included.
        upwind: See `Upwind`.
    """

    cell_deg: Figure
    pollutants: dict[str, Figure]
    least_instruments: Figure
    stuck_hours: Figure
    largest_bias: Figure
    least_spread: Figure
    hot_score: Figure
    chance_hot: Figure
    least_hours: Figure
    false_share: Figure
    finding_m: Figure
    finding_words: tuple[str, ...]
    kept_days: Figure
    upwind: Upwind

    @model_validator(mode="after")
    def _reads_no_further(self) -> "Hotspot":
        if not 1 <= self.kept_days.value <= LONGEST_MEMORY:
            raise ValueError(f"kept_days is from 1 to {LONGEST_MEMORY}")
        return self
