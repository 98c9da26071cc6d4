"""A new element, dataset or rule in its place, looked at by the linter before it stays there.

Nothing that exists is overwritten, and what the linter refuses is taken back. How YAML is written is in `style`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from re import Pattern

from ecolake.errors import UsageError
from ecolake.standards.drafting.style import Value, entry, flow
from ecolake.standards.findings import Finding, did_you_mean
from ecolake.standards.load import inspect
from ecolake.standards.model_base import NAME
from ecolake.standards.yaml_reader import read_yaml

# What a new element cannot help: the next step is an item that uses it.
_LATER = frozenset({"unused_element"})
_NAME = re.compile(NAME.strip("^$"))
_FILE = re.compile(f"{_NAME.pattern}(/{_NAME.pattern})*")
_DATASET = re.compile(rf"{_NAME.pattern}\.{_NAME.pattern}")


@dataclass(frozen=True)
class Draft:
    """What was written, or would have been.

    Attributes:
        file: The file, relative to the standards.
        text: The new lines.
        findings: What is wrong with them; then nothing was written.
        later: What is still to be done once they are there.
    """

    file: str
    text: str
    findings: tuple[Finding, ...]
    later: tuple[Finding, ...]


def draft_element(root: Path, file: str, name: str, body: Mapping[str, Value]) -> Draft:
    """Add an element at the end of a file of elements.

    Args:
        root: The `standards` folder.
        file: The file below `elements/`, without its ending; a new one is made.
        name: The element.
        body: What it says, in the order to be written.

    Raises:
        UsageError: `exists` or `bad_name`.
    """
    _check_name(name, _NAME)
    _check_name(file, _FILE)
    for path in sorted((root / "elements").rglob("*.yaml")):
        known, reader = read_yaml(path, root)
        if isinstance(known, dict) and name in known:
            line, _ = reader.place.positions[(name,)]
            raise _exists("element", "数据元", name, f"{reader.place.file}:{line}")
    text = f"{name}:\n" + "".join(entry(key, value, 2) for key, value in body.items())
    return _add(root, f"elements/{file}.yaml", text)


def draft_dataset(root: Path, name: str, body: Mapping[str, Value], items: Mapping[str, Value]) -> Draft:
    """Write the file of a new dataset.

    Args:
        root: The `standards` folder.
        name: `<source>.<dataset>`.
        body: What it says, in the order to be written.
        items: Its items, each on a line.

    Raises:
        UsageError: `exists` or `bad_name`.
    """
    _check_name(name, _DATASET)
    for item in items:
        _check_name(item, _NAME)
    file = f"datasets/{name.replace('.', '/')}.yaml"
    if (root / file).exists():
        raise _exists("dataset", "数据集", name, file)
    text = "".join(entry(key, value) for key, value in body.items())
    text += "items:\n" + "".join(f"  {item}: {flow(value)}\n" for item, value in items.items())
    return _add(root, file, text)


def draft_rule(root: Path, dataset: str, body: Mapping[str, Value]) -> Draft:
    """Add a rule at the end of the rules of a dataset.

    Args:
        root: The `standards` folder.
        dataset: `<source>.<dataset>`.
        body: What it says; `id` comes first.

    Raises:
        UsageError: `unknown_dataset` or `exists`.
    """
    file = f"datasets/{dataset.replace('.', '/')}.yaml"
    if not (root / file).is_file():
        known = [
            ".".join(path.with_suffix("").parts[-2:]) for path in sorted((root / "datasets").glob("*/*.yaml"))
        ]
        raise UsageError(
            "unknown_dataset",
            f"There is no dataset '{dataset}'.",
            f"没有名为“{dataset}”的数据集。",
            hint_en=did_you_mean(dataset, known),
            hint_zh="请核对来源与数据集名称。",
        )
    said, reader = read_yaml(root / file, root)
    rules = said.get("rules") if isinstance(said, dict) else None
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, dict) and rule.get("id") == body["id"]:
            line, _ = reader.place.positions[("rules", index)]
            raise _exists("rule", "规则", str(body["id"]), f"{file}:{line}")
    first, *others = body.items()
    text = "  - " + entry(*first) + "".join(entry(key, value, 4) for key, value in others)
    if ("rules",) not in reader.place.positions:
        return _add(root, file, f"rules:\n{text}")
    below = sorted(line for path, (line, _) in reader.place.positions.items() if len(path) == 1)
    start = reader.place.positions[("rules",)][0]
    return _add(root, file, text, next((line for line in below if line > start), None))


def _add(root: Path, file: str, text: str, before: int | None = None) -> Draft:
    """Put lines at the end of a file, or before a line of it, and let the linter look; a file it refuses is as it was."""
    path = root / file
    if path.is_file() and (unreadable := read_yaml(path, root)[1].findings):
        return Draft(file, text, tuple(unreadable), ())
    known = {_said(one) for one in inspect(root)[1]}
    with _tried(path, _with(path, text, before)) as take_back:
        fresh = [one for one in inspect(root)[1] if _said(one) not in known]
        # A fault may be told at the other of two places, as that of a category that two datasets claim.
        faults = tuple(one for one in fresh if one.code not in _LATER)
        if faults:
            take_back()
    return Draft(file, text, faults, tuple(one for one in fresh if one not in faults))


def _said(finding: Finding) -> tuple[str, str, str]:
    """A finding without its line, which new lines move."""
    return finding.file, finding.code, finding.message


def _with(path: Path, text: str, before: int | None) -> bytes:
    """The bytes of a file with more lines, which end as its own do."""
    lines = path.read_bytes().splitlines(keepends=True) if path.is_file() else []
    end = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += end
    lines.insert(len(lines) if before is None else before - 1, text.encode().replace(b"\n", end))
    return b"".join(lines)


@contextmanager
def _tried(path: Path, content: bytes) -> Iterator[Callable[[], None]]:
    """Write a file; what is given, or a failure inside, leaves file and folders as they were."""
    old = path.read_bytes() if path.is_file() else None
    made = [folder for folder in path.parents if not folder.exists()]

    def take_back() -> None:
        if old is not None:
            path.write_bytes(old)
            return
        path.unlink(missing_ok=True)
        for folder in made:
            folder.rmdir()

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_bytes(content)
        yield take_back
    except BaseException:
        take_back()
        raise


def _check_name(name: str, pattern: Pattern[str]) -> None:
    if pattern.fullmatch(name) is None:
        raise UsageError(
            "bad_name",
            f"'{name}' is not a name here.",
            f"“{name}”不是合规的名称。",
            hint_en="Write snake_case: small letters, digits and underscores; a dataset as source.dataset.",
            hint_zh="请用小写字母、数字和下划线；数据集写作 来源.数据集。",
        )


def _exists(kind: str, kind_zh: str, name: str, where: str) -> UsageError:
    return UsageError(
        "exists",
        f"There is a {kind} '{name}' already; it was not touched.",
        f"{kind_zh}“{name}”已存在，未作改动。",
        where=where,
        hint_en="Edit it there, or take another name.",
        hint_zh="请直接修改，或换一个名称。",
    )
