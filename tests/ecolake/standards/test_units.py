"""A conversion is by an exact factor, or refused."""

from fractions import Fraction

import pytest

from ecolake.standards.units import conversion_factor

EXACT = {
    ("mg/m3", "ug/m3"): Fraction(1000),
    ("ug/m3", "mg/m3"): Fraction(1, 1000),
    ("cm", "m"): Fraction(1, 100),
    ("min", "h"): Fraction(1, 60),
    ("km/h", "m/s"): Fraction(5, 18),
    ("[in_i]", "m"): Fraction(254, 10000),
    ("[lb_av]", "kg"): Fraction(45359237, 10**8),
    ("s", "a"): Fraction(1, 31557600),
    ("atm", "kPa"): Fraction(101325, 1000),
    ("kW.h", "J"): Fraction(3600000),
    ("m", "m"): Fraction(1),
}


@pytest.mark.parametrize("units", EXACT)
def test_factor_is_exact(units):
    assert conversion_factor(*units) == EXACT[units]


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("pg", "kg", "too far apart"),
        ("kg", "pg", "too far apart"),
        ("deg", "rad", "no decimal and no simple ratio"),
        ("Cel", "K", "does not convert"),
        ("m", "kg", "does not convert"),
        ("metre", "m", "not"),
    ],
)
def test_what_has_no_exact_factor_is_refused(source, target, word):
    with pytest.raises(ValueError, match=word):
        conversion_factor(source, target)
