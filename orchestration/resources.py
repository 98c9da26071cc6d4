"""Resources: the installation that every step works with."""

import os
from collections.abc import Mapping

from assets.engine import KEY, Engine
from ecolake.home import Home
from ecolake.standards.catalogue import Standards


def build_resources(home: Home, standards: Standards, engine: Engine | None = None) -> Mapping[str, object]:
    """Give the steps this engine, or one that reads the sources' settings from the environment."""
    return {KEY: engine or Engine(home, standards, os.environ)}
