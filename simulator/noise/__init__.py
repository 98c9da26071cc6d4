"""What is wrong with what the departments deliver, and the record of it.

`feeds` serves the four hand-written feeds; `kinds` and `spoil` serve all others; `expected` says what a standard can see of a fault.
"""

from simulator.noise.feeds import FUTURE_YEAR, UNKNOWN_DIVISION, Fault, choose, load_kinds

__all__ = ["FUTURE_YEAR", "UNKNOWN_DIVISION", "Fault", "choose", "load_kinds"]
