"""Which items of a dataset are hourly means of air pollutants, so that the warehouse makes days of them.

Shape and check only; what a day is and when it is valid is in `ecolake.domain.air.daily`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from ecolake.standards.findings import did_you_mean
from ecolake.standards.model_base import Model

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Item
    from ecolake.standards.shelf import Reporter

_TYPES = {"station": "text", "city": "text", "hour": "datetime", "pollutant": "text", "value": "decimal"}
# HJ 633, the six pollutants of the index.
_SYMBOLS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")


class AirQualityDaily(Model):
    """The parts of a reading, each by the item that holds it.

    A row is one reading (`pollutant`, `value`), or the readings of a station and hour side by side (`values`).

    Attributes:
        station: The station.
        city: The name of the city that the station counts for; without one it counts for none.
        hour: The instant that names the hour.
        pollutant: Its symbol (`PM2.5`) or its code of HJ 524 (`a34004`), as in the code list `air_pollutant`.
        value: The hourly mean: CO in mg/m3, the others in ug/m3.
        values: The item of each pollutant's hourly mean, by symbol.
        hour_named_by: Whether the instant is the begin of the hour or its end.
    """

    station: str
    hour: str
    hour_named_by: Literal["begin", "end"]
    city: str | None = None
    pollutant: str | None = None
    value: str | None = None
    values: dict[str, str] | None = None

    @model_validator(mode="after")
    def _long_or_wide(self) -> "AirQualityDaily":
        is_long = self.pollutant is not None and self.value is not None
        if is_long == (self.values is not None) or (self.pollutant is None) != (self.value is None):
            raise ValueError("say either `pollutant` and `value`, or `values`")
        return self

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """The path, the item and the type of each part that is named."""
        named = [(name, getattr(self, name), kind) for name, kind in _TYPES.items()]
        wide = [(f"values.{symbol}", item, "decimal") for symbol, item in (self.values or {}).items()]
        return [*((name, item, kind) for name, item, kind in named if item is not None), *wide]

    @property
    def key(self) -> set[str]:
        """The items that name a row."""
        return {self.station, self.hour, *([self.pollutant] if self.pollutant else [])}


def check_air_quality_daily(
    report: "Reporter", daily: AirQualityDaily, items: Mapping[str, "Item"], key: tuple[str, ...]
) -> None:
    """Report parts that no item can be, pollutants that are none of the six, and a key by which an hour could count twice."""
    for part, name, kind in daily.parts:
        item = items.get(name)
        path = ("air_quality_daily", *part.split(".", 1))
        if item is None:
            report(path, "missing_reference", f"there is no item '{name}'", did_you_mean(name, items))
        elif item.element is None or item.element.type.name != kind:
            report(path, "bad_value", f"'{name}' is no {kind}")
    for symbol in sorted((daily.values or {}).keys() - set(_SYMBOLS)):
        path = ("air_quality_daily", "values", symbol)
        report(path, "missing_reference", f"'{symbol}' is none of {', '.join(_SYMBOLS)}")
    if set(key) != daily.key:
        message = "the key has to be station, hour and, where a row is one reading, pollutant: else an hour could count twice"
        report(("air_quality_daily",), "bad_value", message)
