"""Properties that the formula has whatever its numbers are; they find slips that single examples do not."""

import itertools

import numpy as np
import pytest

from ecolake.domain.dispersion import plume, sigmas
from ecolake.domain.dispersion.stability import CLASSES
from ecolake.standards.methods.dispersion import Dispersion
from ecolake.standards.yaml_reader import read_yaml
from tests.conftest import PROJECT

SETS = ("gbt3840", "turner", "briggs_rural", "briggs_urban")


@pytest.mark.parametrize("lid", [np.inf, 150.0], ids=["open", "lid"])
@pytest.mark.parametrize("release", [0.0, 60.0])
def test_what_is_emitted_passes_every_plane_downwind(lid, release):
    top = 1500.0 if np.isinf(lid) else lid
    across, up = np.linspace(-900, 900, 361), np.linspace(0, top, 601)
    grid = plume.concentration(
        np.full((1, 1), 7.0),
        np.full((1, 1), 3.0),
        (np.full((1, 1), 120.0), np.full((1, 1), 90.0)),
        across[:, None],
        up[None, :],
        np.full((1, 1), release),
        np.full((1, 1), lid),
    )
    flux = 3.0 * np.trapezoid(np.trapezoid(grid, up, axis=1), across)
    assert flux == pytest.approx(7.0, rel=0.002)


def test_a_wide_plume_fills_its_layer_evenly():
    heights = np.linspace(0, 200, 9)
    one = np.full(1, 1.0)
    args = (one, 2 * one, (100 * one, 310 * one), 0 * one, heights, 20 * one, 200 * one)
    just_images = plume.concentration(*args)
    even = plume.concentration(*args[:2], (100 * one, 330 * one), *args[3:])
    assert np.ptp(even) == 0
    assert even == pytest.approx(just_images, rel=0.01)


def test_a_plume_above_the_lid_does_not_reach_the_ground():
    one = np.full(1, 1.0)
    assert plume.concentration(one, one, (one * 100, one * 80), 0 * one, 0 * one, 301 * one, 300 * one) == 0


@pytest.mark.parametrize("curves", SETS)
def test_a_plume_grows_with_distance_and_with_instability(curves):
    distance = np.geomspace(100, 50_000, 40)
    whole = [name for name in CLASSES if "-" not in name]
    made = {name: sigmas.spread(distance, np.full(40, CLASSES.index(name)), curves) for name in whole}
    for name in whole:
        assert all((np.diff(one) > 0).all() for one in made[name])
    for calmer, wilder in itertools.pairwise(reversed(whole)):
        near = distance <= 3000  # beyond, Turner's curves of A and B stop in his workbook
        assert (made[calmer][0][near] <= made[wilder][0][near] * 1.001).all(), (calmer, wilder)
        assert (made[calmer][1][near] <= made[wilder][1][near] * 1.001).all(), (calmer, wilder)


def test_the_pieces_of_the_national_curves_meet():
    """The standard prints each curve in pieces; a misprinted digit would tear them apart (B-C and D-E are printed 0.9 % apart)."""
    for table in (sigmas._GB_Y, sigmas._GB_Z):
        for name, pieces in table.items():
            for (end, factor, exponent), (_, next_factor, next_exponent) in itertools.pairwise(pieces):
                gap = factor * end**exponent / (next_factor * end**next_exponent)
                assert gap == pytest.approx(1, abs=0.01 if "-" in name else 0.0005), (name, end)


def test_the_mixed_layer_of_the_project_is_of_hundreds_of_metres():
    value, _ = read_yaml(PROJECT / "standards/methods/dispersion.yaml", PROJECT / "standards")
    method = Dispersion.model_validate(value)
    classes = np.arange(len(CLASSES))
    made = plume.mixing_height(np.full(10, 3.0), classes, np.full(10, 25.0), method.mixing.coefficients)
    assert (made > 100).all()
    assert made[0] > made[6] > made[9]
