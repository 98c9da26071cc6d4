"""What the devices at the outlets measure: a day of five-minute values for each.

Belongs here: values, their flags and what a period of them comes to. Does not belong here: frames (``iot``).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulator.world import World
from simulator.world.waves import midnight

SLOTS = 288
"""Five-minute values in a day."""

_SLOT_MINUTES = 5
_ABNORMAL_DAYS = 0.15
_NORMAL_SHARE_OF_FLUE_GAS = 0.75  # HJ 212-2017, notes of tables C.16 to C.18


@dataclass(frozen=True)
class Factor:
    """A measured quantity: its code and default decimals in HJ 212-2017 annex B, its spread.

    ``converted`` marks the pollutants also reported at standard oxygen (Zs), ``total`` those with a Cou.
    """

    code: str
    decimals: int
    spread: float
    converted: bool = False
    total: bool = False


WATER = (
    Factor("w00000", 2, 0.10, total=True),
    Factor("w01018", 1, 0.08, total=True),
    Factor("w21003", 2, 0.10, total=True),
    Factor("w21011", 2, 0.10, total=True),
    Factor("w01001", 2, 0.02),
)
AIR = (
    Factor("a00000", 1, 0.06, total=True),
    Factor("a21026", 2, 0.12, converted=True, total=True),
    Factor("a21002", 1, 0.10, converted=True, total=True),
    Factor("a34013", 0, 0.12, converted=True, total=True),
    Factor("a19001", 1, 0.04),
    Factor("a01011", 2, 0.06),
    Factor("a01012", 1, 0.03),
)


@dataclass(frozen=True)
class Device:
    """A device at an outlet, in the order of the world's enterprises; ``levels`` are usual ones of its factors."""

    number: str
    medium: str
    place: int
    levels: tuple[float, ...]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What it measures; the flow comes first."""
        return WATER if self.medium == "water" else AIR


def devices(world: World) -> tuple[Device, ...]:
    """Return the devices whose frames are written: of all outlets that have one, or the profile's number of them."""
    levels = world.frame("outlet_factor").drop_nulls("monitoring_point_code")
    table = (
        levels.group_by("permit_number", "discharge_outlet_code", maintain_order=True)
        .agg("pollutant_code", "typical_value")
        .join(world.frame("outlet"), on=["permit_number", "discharge_outlet_code"], maintain_order="left")
        .sort("permit_number", "discharge_outlet_code")
        .head(world.sizes["frame_devices"])
        .select("device_number", "outlet_medium", "pollutant_code", "typical_value")
    )
    made = []
    for place, (number, medium, codes, values) in enumerate(table.iter_rows()):
        level = dict(zip(codes, values, strict=True))
        factors = WATER if medium == "water" else AIR
        made.append(Device(number, medium, place, tuple(level[factor.code] for factor in factors)))
    return tuple(made)


@dataclass(frozen=True)
class Day:
    """A device's day: ``values`` (slot, factor), ``flags`` one character a slot."""

    values: NDArray[np.float64]
    flags: str


def measure(world: World, device: Device, day: date) -> Day:
    """Return what a device measures on a day; each device and day has its own stream."""
    rng = np.random.default_rng([world.seed, day.toordinal(), 2, device.place])
    own = np.random.default_rng([world.seed, 3, device.place])
    factors = device.factors
    level = np.array(device.levels)
    spread = np.array([factor.spread for factor in factors])
    hour = np.arange(SLOTS) / 12
    shifts = 1 + spread * np.sin((hour / 24 + own.random()) * 2 * np.pi)[:, None]
    values = level * shifts * rng.lognormal(0, spread / 3, size=(SLOTS, len(factors)))
    _raise(world, device, day, values)
    return Day(values, _flags(rng))


def _raise(world: World, device: Device, day: date, values: NDArray[np.float64]) -> None:
    """Raise what the outlet lets out above its limit, for as long as it does."""
    point = (
        world.frame("monitoring_point").filter(device_number=device.number).select("monitoring_point_code")
    )
    above = world.day("exceedance", day).join(point, on="monitoring_point_code", maintain_order="left")
    codes = [factor.code for factor in device.factors]
    begin = midnight(day)
    fields = ("began_at", "ended_at", "pollutant_code", "factor", "limit_value")
    for began, ended, code, factor, limit in above.select(fields).iter_rows():
        first, last = (
            min(SLOTS, max(0, int((at.replace(tzinfo=None) - begin).total_seconds() // (_SLOT_MINUTES * 60))))
            for at in (began, ended)
        )
        place = codes.index(code)
        values[first:last, place] = np.maximum(values[first:last, place], factor * limit)


def _flags(rng: np.random.Generator) -> str:
    flags = ["N"] * SLOTS
    if rng.random() < _ABNORMAL_DAYS:
        begin, length = int(rng.integers(0, SLOTS - 12)), int(rng.integers(2, 12))
        flags[begin : begin + length] = [str(rng.choice(["C", "M", "D"]))] * length
    return "".join(flags)


def period_flag(medium: str, flags: str) -> str:
    """Return the flag of a period.

    HJ 212-2017, notes of tables C.16 to C.18: for waste water one abnormal value makes the period
    abnormal; flue gas is normal with three quarters of normal values and otherwise counts as a fault of
    the instrument.
    """
    abnormal = flags.replace("N", "")
    if medium == "water":
        return abnormal[:1] or "N"
    return "N" if len(flags) - len(abnormal) >= _NORMAL_SHARE_OF_FLUE_GAS * len(flags) else "D"


def at_standard_oxygen(device: Device, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values at 6 % oxygen: C x (21 - 6) / (21 - O2), HJ 212-2017 annex D 2.3."""
    oxygen = values[:, [factor.code for factor in device.factors].index("a19001")]
    return values * ((21 - 6) / (21 - oxygen))[:, None]
