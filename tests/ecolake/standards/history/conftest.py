"""The little standards in a git repository of their own."""

import os
import subprocess

import pytest

from ecolake.standards.history.changes import compare_revisions


@pytest.fixture
def git(little, monkeypatch):
    """Run git around the little standards; the repository holds them, committed once."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments):
        command = ["git", "-C", str(little.parent), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("init", "--quiet")
    run("config", "user.name", "Test")
    run("config", "user.email", "test@example.org")
    run("config", "core.autocrlf", "false")
    run("add", "standards")
    run("commit", "--quiet", "--message", "first")
    return run


@pytest.fixture
def changes(git, little):
    """What changed since the last commit, as (judgement, English sentence) by dataset or name."""

    def found(*revisions):
        return compare_revisions(little, *revisions)

    return found
