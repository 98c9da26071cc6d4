"""All standards of a revision, resolved: what a trial run judges by. Comparing alone needs less and is in `changes`."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from ecolake.errors import EcolakeError
from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import Finding
from ecolake.standards.history.revision import check_out, commit_of, repository
from ecolake.standards.load import inspect
from ecolake.standards.resolve import MEMORY


def standards_at(root: Path, revision: str) -> Standards:
    """Load the standards of a git revision.

    Args:
        root: The `standards` folder of the working tree.
        revision: A git revision.

    Raises:
        EcolakeError: There is no git, no repository or no such revision, or its standards are not sound by today's shapes.
    """
    repo = repository(root)
    commit = commit_of(repo, revision)
    with TemporaryDirectory(prefix="ecolake-") as scratch:
        folder = Path(scratch) / "standards"
        folder.mkdir()
        check_out(repo, commit, folder)
        _remember(root, Path(scratch))
        standards, findings = inspect(folder)
    if standards is None:
        raise _unsound(revision, findings)
    return standards


def _remember(root: Path, scratch: Path) -> None:
    """Bring along what linting found out about rules: nearly all of them are the same."""
    memory = root.parent / MEMORY
    if memory.is_file():
        (scratch / MEMORY).parent.mkdir(parents=True)
        shutil.copyfile(memory, scratch / MEMORY)


def _unsound(revision: str, findings: list[Finding]) -> EcolakeError:
    listing = "\n".join(str(finding) for finding in findings[:5])
    return EcolakeError(
        "unsound_revision",
        f"The standards of '{revision}' hold {len(findings)} fault(s) by today's shapes, so no row can be judged by them:\n"
        f"{listing}",
        f"版本“{revision}”的标准按现行格式有 {len(findings)} 处错误，无法据以判定数据。",
        hint_en="Name a later revision, whose standards are sound; `ecolake standards diff` compares any.",
        hint_zh="请给出标准无误的较新版本；`ecolake standards diff` 可比较任意版本。",
    )
