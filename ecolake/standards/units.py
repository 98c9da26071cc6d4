"""UCUM units: is it one, and what factor leads from one to another.

The grammar and the units are those of the library `ucumvert`; nothing here knows a unit by name.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any

# A factor between two UCUM units is a short decimal or ratio; this bound removes binary noise from the library's floats.
_DENOMINATOR = 10**12


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
        ValueError: The units measure different things, or differ by more than a factor.
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
        factor = Fraction((one / two).to_base_units().magnitude).limit_denominator(_DENOMINATOR)
        if not (one / two).dimensionless or one.units.is_compatible_with("kelvin"):
            raise ValueError(f"'{source}' does not convert to '{target}' by a factor")
    except pint.PintError as error:
        raise ValueError(f"'{source}' does not convert to '{target}': {error}") from None
    return factor
