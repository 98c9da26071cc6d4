"""The standards as a git revision has them, in a scratch folder; the repository is only ever read.

What the files say is read in `things`, what differs is judged in `changes`.
"""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ecolake.errors import EcolakeError, UsageError

SUFFIXES = (".yaml", ".csv")
# What a hook exports would lead git into another repository than that of the standards.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True)
class Repository:
    """The repository that keeps the standards.

    Attributes:
        top: Its working tree.
        prefix: Path of the standards folder below it, ending in a slash; empty when they are the same.
    """

    top: Path
    prefix: str


def find_repository(root: Path) -> Repository | None:
    """The repository around the standards folder; None when it is in none, or this machine has no git."""
    try:
        return repository(root)
    except EcolakeError:
        return None


def repository(root: Path) -> Repository:
    """The repository around the standards folder.

    Raises:
        EcolakeError: `no_git` or `not_a_repository`.
    """
    said = _git(root, "rev-parse", "--show-toplevel", "--show-prefix")
    if said.returncode:
        raise EcolakeError(
            "not_a_repository",
            "The standards are in no git repository that can be read, so there is no earlier state to compare with.",
            "标准目录不在可读取的 git 仓库中，没有可比较的历史版本。",
            where=f"{root}: {_words(said)}",
            hint_en="Keep the project in git, or name a project that is: ECOLAKE_PROJECT.",
            hint_zh="请将项目纳入 git 管理，或用 ECOLAKE_PROJECT 指定已纳入管理的项目。",
        )
    # Not splitlines: a folder may hold other signs that end a line.
    top, prefix, *_ = os.fsdecode(said.stdout).split("\n")
    return Repository(Path(top), prefix)


def commit_of(repo: Repository, revision: str) -> str:
    """The commit that a revision names.

    Raises:
        UsageError: `unknown_revision`.
    """
    said = _git(repo.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    # `^HEAD` is taken too, for all that HEAD does not reach.
    if said.returncode or said.stdout.startswith(b"^"):
        raise UsageError(
            "unknown_revision",
            f"There is no revision '{revision}' in this repository.",
            f"仓库中没有版本“{revision}”。",
            where=str(repo.top),
            hint_en="Name a commit, a branch or a tag (git log --oneline); in CI fetch the history it stands in.",
            hint_zh="请给出提交、分支或标签（git log --oneline）；在 CI 中请先取回相应历史。",
        )
    return said.stdout.decode().strip()


def changed_files(repo: Repository, old: str, new: str | None = None) -> list[str]:
    """Files of the standards that differ, relative to the standards folder, sorted.

    Args:
        repo: The repository.
        old: A commit.
        new: Another commit; the working tree, with files not yet added, when None.
    """
    place = repo.prefix or "."
    commits = [old] if new is None else [old, new]
    diff = ["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", *commits, "--", place]
    names = _names(repo, diff)
    if new is None:
        names |= _names(repo, ["ls-files", "--others", "-z", "--", place])
    inside = (name.removeprefix(repo.prefix) for name in names)
    return sorted(name for name in inside if name.endswith(SUFFIXES))


def check_out(repo: Repository, commit: str, folder: Path, files: Iterable[str] | None = None) -> None:
    """Write the standards of a commit into a folder outside the repository.

    Args:
        repo: The repository.
        commit: The commit.
        folder: Existing folder that becomes the standards folder.
        files: Only these, as far as the commit has them.
    """
    listed = _names(repo, ["ls-tree", "-r", "-z", "--name-only", commit, "--", repo.prefix or "."])
    if files is not None:
        listed &= {repo.prefix + name for name in files}
    if not listed:
        return
    archive = _git(repo.top, "archive", "--format=tar", commit, "--", *sorted(listed))
    if archive.returncode:
        raise _broken(archive)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as members:
        for member in members:
            if member.isfile() and (data := members.extractfile(member)) is not None:
                path = folder / member.name.removeprefix(repo.prefix)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data.read())


def _names(repo: Repository, arguments: list[str]) -> set[str]:
    said = _git(repo.top, *arguments)
    if said.returncode:
        raise _broken(said)
    return {os.fsdecode(name) for name in said.stdout.split(b"\0") if name}


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None or not folder.is_dir():
        raise EcolakeError(
            "no_git",
            "There is no git on this machine, or no folder to ask it about.",
            "本机没有 git，或目录不存在。",
            where=str(folder),
            hint_en="Install git.",
            hint_zh="请安装 git。",
        )
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    # Looking must not take the lock of the index from somebody who is committing.
    command = [git, "--no-optional-locks", "--literal-pathspecs", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=environment)


def _words(said: subprocess.CompletedProcess[bytes]) -> str:
    return said.stderr.decode("utf-8", "replace").strip().splitlines()[0] if said.stderr.strip() else ""


def _broken(said: subprocess.CompletedProcess[bytes]) -> EcolakeError:
    return EcolakeError(
        "git_failed",
        "git could not read the repository.",
        "git 无法读取仓库。",
        where=_words(said),
        hint_en="Run git fsck, and see whether the clone is complete.",
        hint_zh="请运行 git fsck，并检查克隆是否完整。",
    )
