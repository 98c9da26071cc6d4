import ast
import subprocess
import sys
from pathlib import Path

import simulator

FOLDER = Path(simulator.__file__).parent


def test_it_names_nothing_of_the_engine_but_the_standards():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for module in modules:
                assert module.split(".")[0] != "ecolake" or module.startswith("ecolake.standards"), path.name


def test_it_loads_nothing_of_the_engine_but_the_standards():
    program = (
        "import sys, simulator.demo; print(*[name for name in sys.modules if name.startswith('ecolake.')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=FOLDER.parent, capture_output=True, text=True, check=True
    )
    assert all(name.startswith("ecolake.standards") for name in found.stdout.split())
