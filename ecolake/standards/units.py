"""UCUM units: is it one, and what factor leads from one to another.

The grammar and the units are those of the library `ucumvert`; nothing here knows a unit by name.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any

# The library's factors are floats with the noise of a few operations; the exact factor is a short number near by.
_NOISE = Fraction(1, 10**14)
_DIGITS = 12
_RATIO = 10**5
# Beyond this a value would vanish, or overflow, in the decimals that it is converted in.
_LARGEST = 10**12


@lru_cache(maxsize=1)
def _parser() -> Any:
    from ucumvert import get_ucum_parser

    return get_ucum_parser()


@lru_cache(maxsize=1)
def _registry() -> Any:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


@lru_cache(maxsize=1024)
def unit_fault(unit: str) -> str:
    """Say why the text is not a UCUM unit; empty when it is one."""
    from ucumvert.parser import InvalidUcumError

    try:
        _parser().parse(unit)
    except InvalidUcumError as error:
        return str(error).splitlines()[0]
    except Exception as error:  # noqa: BLE001  the grammar library raises its own families of errors
        return f"'{unit}' is not a UCUM unit: {type(error).__name__}"
    return ""


@lru_cache(maxsize=1024)
def conversion_factor(source: str, target: str) -> Fraction:
    """Return the factor f with value[target] = f * value[source].

    Raises:
        ValueError: The units measure different things, differ by more than a factor, by a factor that is no
            short number (degrees to radians), or by one that a decimal cannot carry (picograms to kilograms).
    """
    if source == target:
        return Fraction(1)
    for unit in (source, target):
        if fault := unit_fault(unit):
            raise ValueError(fault)
    import pint

    registry = _registry()
    try:
        one, two = registry.from_ucum(source), registry.from_ucum(target)
        magnitude = float((one / two).to_base_units().magnitude)
        if not (one / two).dimensionless or one.units.is_compatible_with("kelvin"):
            raise ValueError(f"'{source}' does not convert to '{target}' by a factor")
    except pint.PintError as error:
        raise ValueError(f"'{source}' does not convert to '{target}': {error}") from None
    factor = _exact(magnitude)
    if factor is None:
        raise ValueError(
            f"'{source}' to '{target}' is a factor of about {magnitude:.6g}, which no decimal and no simple ratio "
            "equals; values would not be exact, so let the source convert or take its unit"
        )
    if max(factor.numerator, factor.denominator) > _LARGEST:
        raise ValueError(
            f"'{source}' to '{target}' is a factor of {magnitude:.6g}: too far apart for a decimal to carry; "
            "choose a nearer unit for the element"
        )
    return factor


def _exact(magnitude: float) -> Fraction | None:
    """Find the short decimal, its inverse or the simple ratio that a float stands for."""
    found = Fraction(magnitude)
    candidates = (
        Fraction(f"{magnitude:.{_DIGITS}g}"),
        1 / Fraction(f"{1 / magnitude:.{_DIGITS}g}"),
        found.limit_denominator(_RATIO),
    )
    return next((one for one in candidates if abs(one / found - 1) <= _NOISE), None)
