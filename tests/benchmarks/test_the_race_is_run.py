"""The race at a small size: each engine in a process of its own rejects exactly the rows that were spoilt."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_engines_reject_the_spoilt_rows(tmp_path):
    options = ["--rows", "20000", "--rounds", "1", "--engines", "limit,ecolake,pandera", "--json"]
    command = [sys.executable, "-m", "benchmarks.validation", *options, "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"rows_per_second", "peak_mb", "share_of_limit"} <= set(told["limit"])
    assert told["ecolake"]["same_rows"]
    assert told["pandera"]["same_rows"]
    assert told["ecolake"]["rejected"] == told["pandera"]["rejected"] > 300
