"""A simulated world in a home, as far as the registry reads it: the datasets whose rows name an enterprise, simulated and accepted.

Belongs here: bringing in. Does not belong here: who is who (`ecolake.registry`), and what was true (`whose`).
"""

from pathlib import Path

from ecolake.home import Home
from ecolake.ingestion import ingest
from ecolake.registry.identity import read_identity
from ecolake.registry.mentions import naming
from ecolake.standards.catalogue import Standards
from simulator.demo import serve, simulate

# Frames of a day by the million, that say of an enterprise nothing but the number of its device.
WITHOUT = frozenset({"iot.hj212_frame"})


def bring(home: Home, standards: Standards, profile: str, seed: int) -> list[str]:
    """Simulate a day and accept it; return the datasets, by id. What is there already is not done again."""
    only = [one.id for one in naming(standards, read_identity(home.standards)) if one.id not in WITHOUT]
    simulated = simulate(home.simulated, profile=profile, seed=seed, standards=standards, only=only)
    with serve(simulated) as environment:
        for dataset in only:
            ingest(home, standards, dataset, environment)
    return only


def home_at(folder: Path) -> Home:
    """The home below a folder."""
    return Home.from_environment({"ECOLAKE_HOME": str(folder)})
