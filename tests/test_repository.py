"""What may be committed: nothing of one machine, nothing heavy, and pinned requirements that name no host."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGES = ("ecolake", "assets", "orchestration", "simulator")
MAX_BYTES = 1_000_000
MAX_LINES = 300

# One character of each pattern stands in brackets, so that this file does not match itself.
FORBIDDEN = {
    "a package index": r"[p]ypi\.org|python[h]osted|[r]egistry\.npmjs|[/]simple/?['\"\s]",
    "a path of one machine": r"(?<![\w.-])[/](work|root|home)/|[/]tmp/(env|brief|found)\b",
    "a folder that the project does not ship": r"shared[/](reference|evaluation|hooks|design)",
    "an issue": r"\b[iI]ssue #?\d+\b",
    "a workplace's tool": r"\b[i]ssues show\b",
    "a merge conflict": r"^(<{7}|>{7}) ",
}


@cache
def committed() -> tuple[Path, ...]:
    """Files under version control, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def text_of(path: Path) -> str:
    """The text of a file; binary files have none."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_committed_names(what):
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{shown(path)}: {match[0]!r}"
        for path in committed()
        if (match := pattern.search(text_of(path))) is not None
    ]
    assert not found


def test_no_file_is_heavy():
    assert not [shown(path) for path in committed() if path.stat().st_size > MAX_BYTES]


def test_no_module_has_outgrown_its_idea():
    modules = [
        path for path in committed() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES
    ]
    assert not [shown(path) for path in modules if len(text_of(path).splitlines()) > MAX_LINES]


def test_no_state_is_committed():
    state = re.compile(r"^(var|\.venv|logs|dbt_project/(target|logs))/|^raw/(?!README\.md$)|\.duckdb$")
    assert not [shown(path) for path in committed() if state.search(shown(path))]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_offers_the_first_commands(name):
    text = (ROOT / name).read_text("utf-8")
    assert "make run" in text
    assert "make test" in text


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (shown(path), target)
        for path in committed()
        if path.suffix == ".md"
        for target in re.findall(r"(?:`|^\s*)make ([a-z-]+)", text_of(path), re.MULTILINE)
    }
    assert not {(path, target) for path, target in named if target not in targets}


def test_every_relative_link_of_a_document_leads_somewhere():
    broken = []
    for path in committed():
        if path.suffix == ".md":
            links = re.findall(r"\]\(([^)\s#]+)", text_of(path))
            relative = [link for link in links if not re.match(r"[a-z]+:", link)]
            broken += [f"{shown(path)}: {link}" for link in relative if not (path.parent / link).exists()]
    assert not broken


def test_every_decision_is_listed_and_says_what_was_measured():
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    for path in sorted(folder.glob("0*.md")):
        text = path.read_text("utf-8")
        assert f"({path.name})" in index
        for heading in ("Context", "Decision", "Consequences", "Measured"):
            assert f"\n## {heading}\n" in text, f"{path.name} lacks {heading}"


def pins(name: str) -> dict[str, str]:
    """Package to version, of one compiled file."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name):
    text = (ROOT / "requirements" / name).read_text("utf-8")
    without_comments = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    blocks = re.split(r"\n(?=\S)", without_comments.strip())
    assert len(blocks) == len(pins(name))
    assert not [block for block in blocks if "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", ["runtime.in", "dev.in", "runtime.txt", "dev.txt"])
def test_no_requirement_file_names_an_index(name):
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)|://", text)


def test_what_is_tested_is_what_runs():
    assert pins("runtime.txt").items() <= pins("dev.txt").items()


def test_hooks_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert {entry["repo"] for entry in hooks["repos"]} == {"local"}


def test_ci_calls_the_targets_that_people_call():
    text = (ROOT / ".ci/run").read_text("utf-8")
    assert "make test\n" in text
    assert "make lint\n" in text
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
