"""How far a plume rises above its stack: the formulas of GB/T 3840-91 and those of Briggs for stable air.

Belongs here: rise. Does not belong here: downwash behind stacks and buildings, which nothing here knows of.
"""

import numpy as np

from ecolake.domain.dispersion.stability import CLASSES, Classes
from ecolake.domain.dispersion.sun import Floats

STABLE = CLASSES.index("E")
GRAVITY = 9.80616
_KELVIN = 273.15
_WEAK, _STRONG, _HOT = 1700.0, 2100.0, 21_000.0  # kJ/s
_WARM = 35.0  # K
# n0, n1, n2 of heat releases from 2,100 and from 21,000 kJ/s (GB/T 3840-91 table 4).
_N = {
    "rural": ((0.332, 3 / 5, 2 / 5), (1.427, 1 / 3, 2 / 3)),
    "urban": ((0.292, 3 / 5, 2 / 5), (1.303, 1 / 3, 2 / 3)),
}
_ADIABATIC = 0.0098  # K/m
# Lapse rates that the standard takes where none is measured: dT/dz of E and F in K/m (from memory of HJ/T 2.2-93).
_LAPSE = {"E": 0.01, "F": 0.018}


def heat_release(pressure_hpa: Floats, flow: Floats, gas_kelvin: Floats, air_kelvin: Floats) -> Floats:
    """Return the heat that the gas carries, kJ/s: 0.35 Pa Qv ΔT / Ts (GB/T 3840-91 formula 16).

    Args:
        pressure_hpa: Of the air, hPa.
        flow: Of the gas at its temperature, m3/s.
        gas_kelvin: Temperature of the gas, K.
        air_kelvin: Temperature of the air, K.
    """
    heat: Floats = 0.35 * pressure_hpa * flow * np.clip(gas_kelvin - air_kelvin, 0, None) / gas_kelvin
    return heat


def gbt3840(
    heat: Floats,
    warmer: Floats,
    stack_height: Floats,
    exit_speed: Floats,
    diameter: Floats,
    wind: Floats,
    classes: Classes,
    surroundings: str,
) -> Floats:
    """Return the rise in metres where there is wind (GB/T 3840-91, 5.5.2; the same as GB 13223-2003 appendix A).

    Args:
        heat: kJ/s, as ``heat_release`` gives it.
        warmer: By how much the gas is warmer than the air, K.
        stack_height: Metres.
        exit_speed: Of the gas, m/s.
        diameter: Of the mouth, m.
        wind: At the mouth, m/s.
        classes: Numbers into ``stability.CLASSES``; E and F rise by the formula of stable air.
        surroundings: ``urban`` or ``rural``.
    """
    cold = 2 * (1.5 * exit_speed * diameter + 0.01 * heat) / wind
    (m0, m1, m2), (h0, h1, h2) = _N[surroundings]
    medium = m0 * heat**m1 * stack_height**m2 / wind
    hot = h0 * heat**h1 * stack_height**h2 / wind
    part = (heat - _WEAK) / (_STRONG - _WEAK)
    lower = cold - 0.048 * (heat - _WEAK) / wind
    between = lower + (medium - lower) * part
    rise = np.where(
        heat >= _HOT, hot, np.where(heat >= _STRONG, medium, np.where(heat > _WEAK, between, cold))
    )
    rise = np.where(warmer < _WARM, cold, rise)
    lapse = np.where(classes == CLASSES.index("F"), _LAPSE["F"], _LAPSE["E"])
    stable = (heat / ((lapse + _ADIABATIC) * wind)) ** (1 / 3)
    risen: Floats = np.where((classes >= STABLE) & (warmer >= _WARM), stable, rise)
    return risen


def buoyancy_flux(exit_speed: Floats, diameter: Floats, gas_kelvin: Floats, air_kelvin: Floats) -> Floats:
    """Return F = g v d² ΔT / (4 Ts), m4/s3 (Briggs; ISC3, EPA-454/B-95-003b, equation 1-8)."""
    flux: Floats = GRAVITY * exit_speed * diameter**2 * (gas_kelvin - air_kelvin) / (4 * gas_kelvin)
    return flux


def briggs_stable(
    flux: Floats, wind: Floats, air_kelvin: Floats, gradient: Floats, distance: Floats
) -> Floats:
    """Return the buoyant rise in stable air at a distance, metres (ISC3 equations 1-17, 1-19, 1-20 and 1-22).

    Args:
        flux: As ``buoyancy_flux`` gives it.
        wind: At the mouth, m/s.
        air_kelvin: Temperature of the air, K.
        gradient: Of the potential temperature, K/m.
        distance: Downwind, metres.
    """
    s = GRAVITY / air_kelvin * gradient
    final = 2.6 * (flux / (wind * s)) ** (1 / 3)
    on_the_way = 1.60 * (flux * distance**2 / wind**3) ** (1 / 3)
    rise: Floats = np.where(distance < 2.0715 * wind / np.sqrt(s), on_the_way, final)
    return rise
