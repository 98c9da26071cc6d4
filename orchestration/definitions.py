"""What `dagster dev` loads through workspace.yaml: the definitions of the home that the environment names."""

from ecolake.home import Home
from ecolake.standards.load import load
from orchestration.build import build_definitions

_home = Home.from_environment()
defs = build_definitions(_home, load(_home.standards))
