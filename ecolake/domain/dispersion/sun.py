"""How high the sun stands, as stability wants it: GB/T 3840-91 appendix B, formulas B1 and B2.

Belongs here: declination and elevation. Does not belong here: what they do to the air (``stability``).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def declination(day_of_year: Floats) -> Floats:
    """Return the declination of the sun in degrees.

    Args:
        day_of_year: From 0 on 1 January, as the standard counts.
    """
    at = 2 * np.pi * day_of_year / 365
    radians = (
        0.006918
        - 0.399912 * np.cos(at)
        + 0.070257 * np.sin(at)
        - 0.006758 * np.cos(2 * at)
        + 0.000907 * np.sin(2 * at)
        - 0.002697 * np.cos(3 * at)
        + 0.001480 * np.sin(3 * at)
    )
    degrees: Floats = np.degrees(radians)
    return degrees


def elevation(day_of_year: Floats, beijing_hour: Floats, longitude: Floats, latitude: Floats) -> Floats:
    """Return the elevation of the sun in degrees, negative at night.

    h = arcsin[sin φ sin σ + cos φ cos σ cos(15 t + λ − 300)].

    Args:
        day_of_year: From 0 on 1 January.
        beijing_hour: Beijing time in hours.
        longitude: Degrees east.
        latitude: Degrees north.
    """
    own, of_sun = np.radians(latitude), np.radians(declination(day_of_year))
    angle = np.radians(15 * beijing_hour + longitude - 300)
    degrees: Floats = np.degrees(
        np.arcsin(np.sin(own) * np.sin(of_sun) + np.cos(own) * np.cos(of_sun) * np.cos(angle))
    )
    return degrees
