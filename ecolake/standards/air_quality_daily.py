"""Which items of a dataset are hourly means of air pollutants, so that the warehouse makes days of them.

Shape and check only; what a day is and when it is valid is in `ecolake.domain.air_daily`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from ecolake.standards.findings import did_you_mean
from ecolake.standards.model_base import Model

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Item
    from ecolake.standards.shelf import Reporter

_TYPES = {"station": "text", "hour": "datetime", "pollutant": "text", "value": "decimal"}


class AirQualityDaily(Model):
    """The parts of a reading, each by the item that holds it.

    Attributes:
        station: The station.
        hour: The instant that names the hour.
        pollutant: Its symbol (`PM2.5`) or its code of HJ 524 (`a34004`), as in the code list `air_pollutant`.
        value: The hourly mean: CO in mg/m3, the others in ug/m3.
        hour_named_by: Whether the instant is the begin of the hour or its end.
    """

    station: str
    hour: str
    pollutant: str
    value: str
    hour_named_by: Literal["begin", "end"]


def check_air_quality_daily(
    report: "Reporter", daily: AirQualityDaily, items: Mapping[str, "Item"], key: tuple[str, ...]
) -> None:
    """Report parts that no item can be, and a key by which an hour could count twice."""
    for part, kind in _TYPES.items():
        name = getattr(daily, part)
        item = items.get(name)
        path = ("air_quality_daily", part)
        if item is None:
            report(path, "missing_reference", f"there is no item '{name}'", did_you_mean(name, items))
        elif item.element is None or item.element.type.name != kind:
            report(path, "bad_value", f"'{name}' is no {kind}")
    if set(key) != {daily.station, daily.hour, daily.pollutant}:
        message = "the key has to be station, hour and pollutant: else an hour could count twice"
        report(("air_quality_daily",), "bad_value", message)
