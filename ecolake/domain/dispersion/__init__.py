"""How a plume spreads: stability, spread, rise and concentration of a stack or ground source by published formulas.

Belongs here: arrays in, arrays out. Does not belong here: where emissions, weather and sensitive points come from
(``ecolake.derived.dispersion``), which of the formulas are used and with what thresholds (``standards/methods``).
"""
