"""What is true of each dataset of the catalogue, on any day of a simulated world.

Belongs here: the rows of a dataset as they truly are, typed by the standard. Does not belong here: how a department
writes them (`simulator.departments`), what it gets wrong (`simulator.noise`), what exists and happens (`simulator.world`).

The rows are made to satisfy the rules of their standard. So a benchmark that counts good rows wrongly rejected measures
mappings, units, formats and readers; it says nothing about whether the rules fit reality. Only real data can.
"""

from simulator.tables.build import Tables
from simulator.tables.rows import true_rows

__all__ = ["Tables", "true_rows"]
