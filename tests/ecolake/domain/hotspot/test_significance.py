"""Probabilities, false-discovery control and Gi* against figures worked out otherwise."""

from math import comb

import numpy as np
import pytest

from ecolake.domain.hotspot.significance import at_least, false_discovery, getis_ord


def test_tails_are_those_of_the_binomial_law():
    cases = [(0, 24), (1, 24), (3, 24), (24, 24), (5, 7), (0, 0)]
    k, n = (np.array(one) for one in zip(*cases, strict=True))
    p = 0.03
    by_hand = [sum(comb(m, i) * p**i * (1 - p) ** (m - i) for i in range(j, m + 1)) for j, m in cases]
    assert at_least(k, n, p) == pytest.approx(by_hand, abs=1e-12)


def test_the_example_of_benjamini_and_hochberg():
    """Benjamini and Hochberg 1995, section 3.2: of these 15 probabilities four are rejected at q = 0.05, the fourth for 0.0095."""
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ]
    )
    turned = np.roll(p, 7)
    adjusted = np.roll(false_discovery(turned), -7)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    assert (np.diff(adjusted) >= 0).all()


def test_gi_star_points_at_the_corner_that_is_high():
    column, row = (one.ravel() for one in np.meshgrid(np.arange(6), np.arange(6)))
    values = np.where((column >= 4) & (row >= 4), 10.0, 1.0)
    score = getis_ord(values, column, row)
    assert score.argmax() == 35
    assert score[35] > 1.96
    assert score[0] < 0
    assert (getis_ord(np.ones(36), column, row) == 0).all()
