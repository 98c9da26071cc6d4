"""How wide and how high a plume has grown at a distance: four published sets of curves.

Belongs here: the curves. Does not belong here: which one is used where (``standards/methods/dispersion.yaml``).

- ``gbt3840``: powers of the distance of GB/T 3840-91 appendix D (tables D1 and D2; the same as HJ/T 2.2-93 appendix B), half an hour.
- ``turner``: Pasquill–Gifford as Turner (1970) draws them, in the fit of Lees' Loss Prevention (4th ed. 2012, table 15.46).
- ``briggs_rural``, ``briggs_urban``: Briggs (1973), as in Hanna, Briggs and Hosker, DOE/TIC-11223 (1982), table 4.5.
"""

from collections.abc import Callable

import numpy as np

from ecolake.domain.dispersion.stability import CLASSES, Classes
from ecolake.domain.dispersion.sun import Floats

Spread = tuple[Floats, Floats]
Pieces = tuple[tuple[float, float, float], ...]
_FAR = np.inf

# Up to a distance in metres: factor, exponent.
_GB_Y: dict[str, Pieces] = {
    "A": ((1000, 0.425809, 0.901074), (_FAR, 0.602052, 0.850934)),
    "B": ((1000, 0.281846, 0.914370), (_FAR, 0.396353, 0.865014)),
    "B-C": ((1000, 0.229500, 0.919325), (_FAR, 0.314238, 0.875086)),
    "C": ((1000, 0.177154, 0.924279), (_FAR, 0.232123, 0.885157)),
    "C-D": ((1000, 0.143940, 0.926849), (_FAR, 0.189396, 0.886940)),
    "D": ((1000, 0.110726, 0.929418), (_FAR, 0.146669, 0.888723)),
    "D-E": ((1000, 0.0985631, 0.925118), (_FAR, 0.124308, 0.892794)),
    "E": ((1000, 0.0864001, 0.920818), (_FAR, 0.101947, 0.896864)),
    "F": ((1000, 0.0553634, 0.929418), (_FAR, 0.0733348, 0.888723)),
}
_GB_Z: dict[str, Pieces] = {
    "A": ((300, 0.0799904, 1.12154), (500, 0.00854771, 1.51360), (_FAR, 0.000211545, 2.10881)),
    "B": ((500, 0.127190, 0.964435), (_FAR, 0.057025, 1.09356)),
    "B-C": ((500, 0.114682, 0.941015), (_FAR, 0.0757182, 1.00770)),
    "C": ((_FAR, 0.106803, 0.917595),),
    "C-D": ((2000, 0.126152, 0.838628), (10_000, 0.235667, 0.756410), (_FAR, 0.136659, 0.815575)),
    "D": ((1000, 0.104634, 0.826212), (10_000, 0.400167, 0.632023), (_FAR, 0.810763, 0.555360)),
    "D-E": ((2000, 0.111771, 0.776864), (10_000, 0.528992, 0.572347), (_FAR, 1.03810, 0.499149)),
    "E": ((1000, 0.0927529, 0.788370), (10_000, 0.433384, 0.565188), (_FAR, 1.73241, 0.414743)),
    "F": ((1000, 0.0620765, 0.784400), (10_000, 0.370015, 0.525969), (_FAR, 2.40691, 0.322659)),
}
# y = a x^b.
_TURNER_Y = {
    "A": (0.493, 0.88), "B": (0.337, 0.88), "C": (0.195, 0.90), "D": (0.128, 0.90), "E": (0.091, 0.91), "F": (0.067, 0.90),
}  # fmt: skip
# Near: up to a distance a x^b; beyond: the decimal logarithm of z as a polynomial of that of x.
_TURNER_Z = {
    "A": (300, 0.087, 1.10, (-1.67, 0.902, 0.181)),
    "B": (500, 0.135, 0.95, (-1.25, 1.09, 0.0018)),
    "C": (_FAR, 0.112, 0.91, (0.0, 0.0, 0.0)),
    "D": (500, 0.093, 0.85, (-1.22, 1.08, -0.061)),
    "E": (500, 0.082, 0.82, (-1.18, 1.04, -0.070)),
    "F": (500, 0.057, 0.80, (-1.91, 1.37, -0.119)),
}
# a x (1 + b x)^c.
_BRIGGS = {
    "briggs_rural": {
        "A": ((0.22, 1e-4, -0.5), (0.20, 0.0, 1.0)),
        "B": ((0.16, 1e-4, -0.5), (0.12, 0.0, 1.0)),
        "C": ((0.11, 1e-4, -0.5), (0.08, 2e-4, -0.5)),
        "D": ((0.08, 1e-4, -0.5), (0.06, 1.5e-3, -0.5)),
        "E": ((0.06, 1e-4, -0.5), (0.03, 3e-4, -1.0)),
        "F": ((0.04, 1e-4, -0.5), (0.016, 3e-4, -1.0)),
    },
    "briggs_urban": {
        "A": ((0.32, 4e-4, -0.5), (0.24, 1e-3, 0.5)),
        "B": ((0.32, 4e-4, -0.5), (0.24, 1e-3, 0.5)),
        "C": ((0.22, 4e-4, -0.5), (0.20, 0.0, 1.0)),
        "D": ((0.16, 4e-4, -0.5), (0.14, 3e-4, -0.5)),
        "E": ((0.11, 4e-4, -0.5), (0.08, 1.5e-3, -0.5)),
        "F": ((0.11, 4e-4, -0.5), (0.08, 1.5e-3, -0.5)),
    },
}
# GB/T 3840-91 appendix D, clause on choosing: over open land D, E and F go half a class towards instability, in towns and
# industrial areas C becomes B and D, E, F go one class.
_MOVED = {
    "rural": {"D": "C-D", "D-E": "D", "E": "D-E", "F": "E"},
    "urban": {"B-C": "B", "C": "B", "C-D": "B-C", "D": "C", "D-E": "C-D", "E": "D", "F": "E"},
}


def spread(distance: Floats, classes: Classes, curves: str) -> Spread:
    """Return σy and σz in metres.

    Half classes that a set of curves does not have lie midway between their neighbours.

    Args:
        distance: Downwind, metres, above 0.
        classes: Numbers into ``stability.CLASSES``.
        curves: ``gbt3840``, ``turner``, ``briggs_rural`` or ``briggs_urban``.

    Raises:
        KeyError: There are no such curves.
    """
    of_class = _CURVES[curves]
    y, z = np.zeros(distance.shape), np.zeros(distance.shape)
    for number in np.unique(classes):
        here = classes == number
        names = (
            [CLASSES[number]]
            if curves in _WITH_HALVES and CLASSES[number] != "A-B"
            else CLASSES[number].split("-")
        )
        made = [of_class(distance[here], name) for name in names]
        y[here] = np.mean([one[0] for one in made], axis=0)
        z[here] = np.mean([one[1] for one in made], axis=0)
    return y, z


def moved(classes: Classes, surroundings: str) -> Classes:
    """Return the classes by which ``gbt3840`` is read: the ground is rougher than that of the curves (appendix D)."""
    rule = _MOVED[surroundings]
    table = np.array([CLASSES.index(rule.get(name, name)) for name in CLASSES])
    changed: Classes = table[classes]
    return changed


def averaged(sigma_y: Floats, hours: float) -> Floats:
    """Return σy of a longer mean than the half hour of GB/T 3840-91, by its power of time (appendix D: q = 0.3 from 1 h)."""
    grown: Floats = sigma_y * (hours / 0.5) ** (0.3 if hours >= 1 else 0.2)
    return grown


def _gbt3840(distance: Floats, name: str) -> Spread:
    return _pieces(distance, _GB_Y[name]), _pieces(distance, _GB_Z[name])


def _pieces(distance: Floats, pieces: Pieces) -> Floats:
    ends = np.array([end for end, _, _ in pieces])
    which = np.searchsorted(ends, distance, side="left")
    factor, exponent = (np.array([one[at] for one in pieces])[which] for at in (1, 2))
    sigma: Floats = factor * distance**exponent
    return sigma


def _turner(distance: Floats, name: str) -> Spread:
    a, b = _TURNER_Y[name]
    end, factor, exponent, (c0, c1, c2) = _TURNER_Z[name]
    log = np.log10(distance)
    far = 10 ** (c0 + c1 * log + c2 * log**2)
    # The worked example that the fit is tested by takes the far branch from its end on.
    return a * distance**b, np.where(distance < end, factor * distance**exponent, far)


def _briggs(curves: str) -> Callable[[Floats, str], Spread]:
    def of_class(distance: Floats, name: str) -> Spread:
        y, z = (a * distance * (1 + b * distance) ** c for a, b, c in _BRIGGS[curves][name])
        return y, z

    return of_class


_CURVES: dict[str, Callable[[Floats, str], Spread]] = {
    "gbt3840": _gbt3840,
    "turner": _turner,
    "briggs_rural": _briggs("briggs_rural"),
    "briggs_urban": _briggs("briggs_urban"),
}
_WITH_HALVES = frozenset({"gbt3840"})
