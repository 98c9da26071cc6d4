"""The Gaussian plume: concentration at points downwind of a steady source over flat ground.

Belongs here: the formula, its reflections from the ground and from the top of the mixed layer, that layer's height.
Does not belong here: spread (``sigmas``), rise (``rise``), when the formula may be used at all (``limits``).
"""

from collections.abc import Mapping

import numpy as np

from ecolake.domain.dispersion.sigmas import Spread
from ecolake.domain.dispersion.stability import CLASSES, Classes
from ecolake.domain.dispersion.sun import Floats

_TURNS = 7.292e-5  # of the earth, rad/s
_MIXED = 1.6  # σz over the height of the layer from which the plume fills it evenly (ISC3 equation 1-51)
_IMAGES = 4  # on each side; at that σz the next one adds less than 1e-5


def concentration(
    emission: Floats,
    wind: Floats,
    spread: Spread,
    crosswind: Floats,
    height: Floats,
    release: Floats,
    mixing_height: Floats,
) -> Floats:
    """Return the concentration, in the mass of the emission a cubic metre.

    C = Q / (2π u σy σz) exp(−y²/2σy²) Σ [exp(−(z − H + 2jL)²/2σz²) + exp(−(z + H + 2jL)²/2σz²)], j from −4 to 4
    (Turner 1970, equations 3.1 and 5.8; GB/T 3840-91 appendix D); from σz = 1.6 L on the plume fills the layer evenly.
    All arrays have one shape or are broadcast.

    Args:
        emission: Mass a second.
        wind: At the height of release, m/s, above 0.
        spread: σy and σz, m.
        crosswind: Distance from the axis, m.
        height: Of the point above ground, m.
        release: Effective height of the source, m.
        mixing_height: Of the layer, m; infinite where there is no lid. Above it a plume does not reach the ground: 0.
    """
    sigma_y, sigma_z = spread
    beside = np.exp(-0.5 * (crosswind / sigma_y) ** 2)
    sharp = np.exp(-0.5 * ((height - release) / sigma_z) ** 2) + np.exp(
        -0.5 * ((height + release) / sigma_z) ** 2
    )
    lid = np.isfinite(mixing_height)
    top = np.where(lid, mixing_height, 1.0)
    for image in range(1, _IMAGES + 1):
        for away in (2 * image * top, -2 * image * top):
            for sign in (-1, 1):
                reflected = np.exp(-0.5 * ((height + sign * release + away) / sigma_z) ** 2)
                sharp = sharp + np.where(lid, reflected, 0.0)
    limited = emission * beside * sharp / (2 * np.pi * wind * sigma_y * sigma_z)
    even = emission * beside / (np.sqrt(2 * np.pi) * wind * sigma_y * top)
    made = np.where(lid & (sigma_z >= _MIXED * top), even, limited)
    result: Floats = np.where(lid & (release > mixing_height), 0.0, made)
    return result


def mixing_height(
    wind: Floats, classes: Classes, latitude: Floats, coefficients: Mapping[str, float]
) -> Floats:
    """Return the height of the mixed layer in metres (GB/T 3840-91 appendix E).

    as u10 / f of classes A to D, bs sqrt(u10 / f) of E and F; f = 2Ω sin φ. Half classes lie midway.

    Args:
        wind: At 10 m, m/s; above 6 m/s it counts as 6.
        classes: Numbers into ``CLASSES``.
        latitude: Degrees.
        coefficients: as and bs of the region by class, A to F.
    """
    per_class = np.array([np.mean([coefficients[one] for one in name.split("-")]) for name in CLASSES])
    ratio = np.minimum(wind, 6.0) / (2 * _TURNS * np.sin(np.radians(latitude)))
    own = per_class[classes]
    # Between D and E the two formulas have no common coefficient; that half class arises only from reading curves.
    height: Floats = np.where(classes >= CLASSES.index("E"), own * np.sqrt(ratio), own * ratio)
    return height
