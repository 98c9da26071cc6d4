"""Questions to a person, each of which an option answers too, so that a command works without a terminal."""

import sys

import typer

from ecolake.errors import UsageError


def ask(option: str, given: str | None, question: str, default: str | None = None) -> str:
    """The answer to a question: the option's value, else what the person says, else the default.

    Args:
        option: Name of the option, for who has no terminal.
        given: Its value.
        question: In both languages.
        default: The answer where nothing is said; None when there has to be one.

    Raises:
        UsageError: `missing_answer`: nobody is there to ask.
    """
    if given is not None:
        return given
    try:
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True))
    except typer.Abort:
        # At a terminal the person has had enough; elsewhere the input has ended.
        if sys.stdin.isatty():
            raise
        if default is not None:
            return default
        raise UsageError(
            "missing_answer",
            f"{question}: nobody is there to ask.",
            f"缺少回答：{question}。",
            hint_en=f"Give {option}.",
            hint_zh=f"请给出 {option}。",
        ) from None


def agree(option: str, given: bool | None, question: str) -> bool:
    """Whether the person agrees; nobody there to ask does not.

    Args:
        option: Name of the option, for who has no terminal.
        given: Its value.
        question: In both languages.
    """
    if given is not None:
        return given
    try:
        return bool(typer.confirm(f"{question} ({option})", default=False, err=True))
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        return False


def both(option: str, zh: str | None, en: str | None, question: str) -> dict[str, str]:
    """The same words in Chinese and English."""
    return {
        "zh": ask(f"--{option}-zh", zh, f"{question}（中文）"),
        "en": ask(f"--{option}-en", en, f"{question} (English)"),
    }
