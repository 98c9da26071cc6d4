"""The arrows of the house: who may import whom."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ecolake", "assets", "orchestration", "simulator")
# Rooms of `ecolake` that any other may lean on, the ground floor included.
BELOW_STANDARDS = {"errors", "home"}
READS_DELTA = {"deltalake", "deltalake.DeltaTable", "deltalake.exceptions", "deltalake.exceptions.DeltaError"}
WRITES_DELTA = {"write_delta", "sink_delta", "write_deltalake"}
# What `import ecolake` must not pull in: each costs more than the whole command line may.
HEAVY = {"dagster", "dagster_dbt", "dbt", "great_expectations", "pandas", "pandera"}


class Import(NamedTuple):
    """One imported name, and where."""

    module: str
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.name}"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def trees() -> dict[str, ast.Module]:
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {module_name(path): ast.parse(path.read_text("utf-8"), str(path)) for path in paths}


def imports(*prefixes: str) -> Iterator[Import]:
    """Every import below the prefixes, wherever in the file it stands; `from a import b` yields `a.b`."""
    for module, tree in trees().items():
        if not any(is_below(module, prefix) for prefix in prefixes):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module}:{node.lineno} imports relatively"
                yield from (
                    Import(module, f"{node.module}.{alias.name}", node.lineno) for alias in node.names
                )


def is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def top(name: str) -> str:
    return name.partition(".")[0]


def offenders(found: Iterator[Import]) -> str:
    return "\n".join(map(str, found))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_there(package):
    assert any(is_below(module, package) for module in trees())


def test_the_engine_imports_no_other_package():
    others = set(PACKAGES) - {"ecolake"}
    assert not offenders(i for i in imports("ecolake") if top(i.name) in others)


def test_only_assets_and_orchestration_know_of_dagster():
    assert not offenders(i for i in imports("ecolake", "simulator") if top(i.name).startswith("dagster"))


def test_assets_lean_on_the_engine_alone():
    assert not offenders(i for i in imports("assets") if top(i.name) in {"orchestration", "simulator"})


def test_of_orchestration_only_the_command_line_knows_the_simulator():
    assert not offenders(
        i
        for i in imports("orchestration")
        if top(i.name) == "simulator" and not i.module.startswith("orchestration.cli")
    )


def test_the_simulator_leans_on_the_standards_alone():
    assert not offenders(
        i
        for i in imports("simulator")
        if top(i.name) in {"assets", "orchestration"}
        or (top(i.name) == "ecolake" and not is_below(i.name, "ecolake.standards"))
    )


def test_standards_are_the_ground_floor():
    allowed = BELOW_STANDARDS | {"standards"}
    assert not offenders(
        i
        for i in imports("ecolake.standards")
        if top(i.name) == "ecolake" and i.name.split(".")[1] not in allowed
    )


def test_only_the_lake_writes_delta_tables():
    assert not offenders(
        i
        for i in imports(*PACKAGES)
        if top(i.name) == "deltalake" and i.name not in READS_DELTA and not is_below(i.module, "ecolake.lake")
    )
    calls = [
        f"{module}:{node.lineno} calls {node.attr}"
        for module, tree in trees().items()
        if not is_below(module, "ecolake.lake")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WRITES_DELTA
    ]
    assert not calls


def test_every_third_party_import_is_a_declared_requirement():
    declared = {
        re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "requirements/runtime.in").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    distributions = packages_distributions()
    known = set(PACKAGES) | sys.stdlib_module_names
    assert not offenders(
        i
        for i in imports(*PACKAGES)
        if top(i.name) not in known
        and not declared.intersection(
            name.lower().replace("_", "-") for name in distributions.get(top(i.name), ())
        )
    )


def test_importing_the_engine_stays_light():
    """The reason is start-up time; what is loaded is the same on a slow machine, a stop-watch is not."""
    code = "import sys, ecolake; print(*{name.partition('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(run.stdout.split())


def test_importing_every_room_pulls_in_no_dagster():
    rooms = sorted(
        module for module in trees() if is_below(module, "ecolake") and not module.endswith("__main__")
    )
    code = f"import sys, importlib; [importlib.import_module(m) for m in {rooms}]; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert not [name for name in run.stdout.split() if top(name) in {"dagster", "dagster_dbt"}]
