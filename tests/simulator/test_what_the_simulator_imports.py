import ast
import subprocess
import sys
from pathlib import Path

import simulator

FOLDER = Path(simulator.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(FOLDER.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in FOLDER.rglob("*.py")
)


def is_allowed(module):
    outside = {"ecolake", "assets", "orchestration", "benchmarks", "tests"}
    return module.split(".")[0] not in outside or f"{module}.".startswith("ecolake.standards.")


def test_it_names_nothing_of_the_engine_but_the_standards():
    paths = list(FOLDER.rglob("*.py"))
    assert len({path.parent for path in paths}) > 5
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(map(is_allowed, modules)), (path.relative_to(FOLDER), modules)


def test_it_loads_nothing_of_the_engine_but_the_standards():
    program = (
        f"import sys, importlib; [importlib.import_module(name) for name in {MODULES}]; "
        "print(*[name for name in sys.modules if name.startswith('ecolake.')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=FOLDER.parent, capture_output=True, text=True, check=True
    )
    assert all(map(is_allowed, found.stdout.split())), found.stdout
