"""What the devices at the outlets measure: a day of five-minute values for each.

Belongs here: values, their flags and what a period of them comes to. Does not belong here: frames (``iot``).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulator.world import World, county

SLOTS = 288
"""Five-minute values in a day."""

_EXCEEDING_DAYS = 0.2  # share of a device's pollutants and days with an hour or more over the limit
_ABNORMAL_DAYS = 0.15
_NORMAL_SHARE_OF_FLUE_GAS = 0.75  # HJ 212-2017, notes of tables C.16 to C.18


@dataclass(frozen=True)
class Factor:
    """A measured quantity: its code and default decimals in HJ 212-2017 annex B, its usual level and spread.

    ``converted`` marks the pollutants also reported at standard oxygen (Zs), ``total`` those with a Cou.
    """

    code: str
    decimals: int
    level: float
    spread: float
    converted: bool = False
    total: bool = False


WATER = (
    Factor("w00000", 2, 18.0, 0.10, total=True),
    Factor("w01018", 1, 0.45, 0.08, total=True),
    Factor("w21003", 2, 0.35, 0.10, total=True),
    Factor("w21011", 2, 0.40, 0.10, total=True),
    Factor("w01001", 2, 7.3, 0.02),
)
AIR = (
    Factor("a00000", 1, 12.0, 0.06, total=True),
    Factor("a21026", 2, 0.45, 0.12, converted=True, total=True),
    Factor("a21002", 1, 0.55, 0.10, converted=True, total=True),
    Factor("a34013", 0, 0.40, 0.12, converted=True, total=True),
    Factor("a19001", 1, 9.5, 0.04),
    Factor("a01011", 2, 8.4, 0.06),
    Factor("a01012", 1, 118.0, 0.03),
)


@dataclass(frozen=True)
class Device:
    """A device at an outlet, in the order of the world's enterprises."""

    number: str
    medium: str
    place: int

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What it measures; the flow comes first."""
        return WATER if self.medium == "water" else AIR


def devices(world: World) -> tuple[Device, ...]:
    """Return the devices of all outlets that have one."""
    outlets = [outlet for one in world.enterprises for outlet in one.permit.outlets if outlet.device_number]
    return tuple(Device(outlet.device_number, outlet.medium, place) for place, outlet in enumerate(outlets))


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
    limits = np.array([county()["limits"].get(factor.code, 1.0) for factor in factors])
    level = np.array([factor.level for factor in factors]) * limits
    spread = np.array([factor.spread for factor in factors])
    hour = np.arange(SLOTS) / 12
    shifts = 1 + spread * np.sin((hour / 24 + own.random()) * 2 * np.pi)[:, None]
    values = (
        level * own.lognormal(0, spread) * shifts * rng.lognormal(0, spread / 3, size=(SLOTS, len(factors)))
    )
    for place, factor in enumerate(factors):
        if factor.code in county()["limits"] and rng.random() < _EXCEEDING_DAYS:
            begin = int(rng.integers(0, SLOTS - 12))
            values[begin : begin + int(rng.integers(12, 40)), place] *= rng.uniform(2.0, 4.0)
    return Day(values, _flags(rng))


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
