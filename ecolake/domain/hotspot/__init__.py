"""Where the air is worse than it should be: excess over the background, persistence, false-discovery control, what lies upwind.

Belongs here: frames in, frames out. Does not belong here: which rows are observations (``ecolake.derived.hotspot``), thresholds
(``standards/methods/hotspot.yaml``).
"""
