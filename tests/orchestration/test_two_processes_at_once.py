"""Two runs started at the same moment in a fresh home both end well, and every batch is accepted once."""

import json
import os
import subprocess
import sys
from pathlib import Path

from ecolake import accounts

CHECKOUT = Path(__file__).parents[2]
CODE = """
import json, os
from ecolake.home import Home
from ecolake.standards.load import load
from orchestration.runner import run_ingest
home = Home.from_environment()
found = run_ingest(home, load(home.standards), os.environ, ["market_regulation.enterprise"])
print(json.dumps([len(one.accounts) for one in found]))
"""


def test_two_processes_share_a_fresh_home(home, county):
    environment = os.environ | county.env
    environment |= {"ECOLAKE_HOME": str(home.root), "ECOLAKE_LANDING": str(home.landing)}
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", CODE],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [one.communicate(timeout=120) for one in pair]
    assert [one.returncode for one in pair] == [0, 0], ended
    assert [said for _, said in ended] == ["", ""]
    assert sorted(json.loads(said) for said, _ in ended) == [[0], [1]]
    assert len(accounts.of_dataset(home, "market_regulation", "enterprise")) == 1
