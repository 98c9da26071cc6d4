"""Help and argument errors come at once: what is heavy is loaded by the command that needs it."""

import subprocess
import sys
from pathlib import Path

HEAVY = {
    "dagster",
    "dbt",
    "deltalake",
    "duckdb",
    "great_expectations",
    "polars",
    "pyarrow",
    "pydantic",
    "simulator",
}
ROOT = Path(__file__).parents[3]


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['ecolake', '--help']\n"
        "from orchestration.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(run.stderr.split())
    assert "materialize" in run.stdout
