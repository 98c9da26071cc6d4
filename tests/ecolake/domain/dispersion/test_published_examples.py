"""Worked examples that others published: input and answer are theirs, each is met within 2 %."""

import numpy as np
import pytest

from ecolake.domain.dispersion import plume, rise, sigmas
from ecolake.domain.dispersion.stability import CLASSES

NO_LID = np.array([np.inf])
WITHIN = 0.02


def _ground(emission, wind, spread, release, lid=NO_LID):
    one = [np.array([float(value)]) for value in (emission, wind, 0, 0, release)]
    made = plume.concentration(
        one[0], one[1], tuple(np.array([s]) for s in spread), one[2], one[3], one[4], lid
    )
    return float(made[0])


def test_a_question_of_indias_national_eligibility_test():
    """Examrace, "Numerical Questions: Air (Gaussian Plume Behaviour)", question 1: 5.0 g/s, 2.0 m/s, H 30.0 m, σy 50.0 m, σz 30.0 m.

    Its answer is option 2, about 320 µg/m3.
    """
    assert _ground(5.0e6, 2.0, (50.0, 30.0), 30.0) == pytest.approx(320, rel=WITHIN)


def test_a_textbook_of_environmental_engineering():
    """Exercise 8-8 of the collection at 32336.cn (lhd_53dhl21cvc01k8300ssm_6): 80 g/s, H 60 m, 6 m/s, σy 35.3 m, σz 18.1 m, 500 m downwind.

    Its answer is 27.5; the unit printed there, mg/L, is a slip for µg/m3. It is exercise 4.3 of 郝吉明, 大气污染控制工程.
    """
    assert _ground(80e6, 6.0, (35.3, 18.1), 60.0) == pytest.approx(27.5, rel=WITHIN)


def test_a_boiler_beside_a_scaffold():
    """A. Farrell, "Air Dispersion Example: Gaussian Dispersion Model of Stack Emissions", 2020-12-05 (aefarrell.github.io).

    300 GJ/h of gas; stack 10 m, 2 m wide, 450 K; air 298.15 K, class F, 1.5 m/s at the mouth, 0.035 K/m; the platform stands 100 m off at
    10 m. Published: 2.950437713 g/s, 46.643897 m3/s, F 49.1299376 m4/s3, 0.0014282911 mg/m3 with Briggs' rise in stable air, the
    curves of Turner as Lees gives them, and the plume widened by Δh / 3.5.
    """
    gas, air, wind, distance = (np.array([v]) for v in (450.0, 298.15, 1.5, 100.0))
    speed = np.array([46.6438970432218 / np.pi])
    flux = rise.buoyancy_flux(speed, np.array([2.0]), gas, air)
    assert flux == pytest.approx(49.1299376393856, rel=1e-6)
    risen = rise.briggs_stable(flux, wind, air, np.array([0.035]), distance)
    sigma_y, sigma_z = sigmas.spread(distance, np.array([CLASSES.index("F")]), "turner")
    wide = (np.hypot(sigma_y, risen / 3.5), np.hypot(sigma_z, risen / 3.5))
    made = plume.concentration(
        np.array([2.950437713234783e3]), wind, wide, np.zeros(1), np.array([10.0]), 10 + risen, NO_LID
    )
    assert made == pytest.approx(0.0014282911474771348, rel=WITHIN)


def test_the_rise_of_a_power_stations_plume_by_the_national_formula():
    """Solution of exercise 4.2 of 郝吉明, 大气污染控制工程, third edition (china-audit.com, lhd_7f94r38goh02ra61x73m28mwx1483k01cst_4).

    Stack 120 m, mouth 5 m, 13.5 m/s, gas 418 K, air 288 K, neutral, 4 m/s, near a town. Published: heat 29,521 kW, rise 244.93 m by
    GB/T 13201-91, which is the earlier number of GB/T 3840-91.
    """
    heat, warmer, stack, speed, mouth, wind = (
        np.array([v]) for v in (29_521.0, 130.0, 120.0, 13.5, 5.0, 4.0)
    )
    made = rise.gbt3840(heat, warmer, stack, speed, mouth, wind, np.array([CLASSES.index("D")]), "urban")
    assert made == pytest.approx(244.93, rel=WITHIN)
    own = rise.heat_release(
        np.array([1013.25]), np.pi * mouth**2 / 4 * speed, np.array([418.0]), np.array([288.0])
    )
    assert own == pytest.approx(29_521, rel=WITHIN)
