"""The errors a person meets, in one shape: what, where, why, and what to do, in English and Chinese.

Only error types belong here. A message is written where the fault is found.
"""

from collections.abc import Sequence


class EcolakeError(Exception):
    """Something a person can act on.

    Args:
        code: Stable identifier in snake_case, for programs and searches.
        en: What happened and why, in English.
        zh: The same in Chinese.
        where: File, row, column, table or address concerned.
        hint_en: What to do next, in English.
        hint_zh: The same in Chinese.
    """

    exit_code = 1

    def __init__(
        self,
        code: str,
        en: str,
        zh: str,
        *,
        where: str = "",
        hint_en: str = "",
        hint_zh: str = "",
    ) -> None:
        super().__init__(code, en, zh)
        self.code = code
        self.en = en
        self.zh = zh
        self.where = where
        self.hint_en = hint_en
        self.hint_zh = hint_zh

    def __str__(self) -> str:
        """Render one readable block: the fault, its place, and the next step."""
        lines = [f"{self.en} [{self.code}]", self.zh]
        if self.where:
            lines.append(f"  at: {self.where}")
        if self.hint_en:
            lines.append(f"  do: {self.hint_en}")
        if self.hint_zh:
            lines.append(f"  处理: {self.hint_zh}")
        return "\n".join(lines)


class UsageError(EcolakeError):
    """A name, option or value that is not there."""

    exit_code = 2


class UnreadableError(EcolakeError):
    """Landed bytes cannot be read at all; the whole file is rejected."""

    exit_code = 3


class TransportError(EcolakeError):
    """A source could not be reached, or did not answer as agreed; a later run may succeed."""

    exit_code = 4


class StandardsError(EcolakeError):
    """The YAML under `standards/` is wrong; nothing was run.

    Attributes:
        findings: All faults found, in file order.
    """

    exit_code = 5

    def __init__(self, findings: Sequence[object], code: str, en: str, zh: str, **places: str) -> None:
        super().__init__(code, en, zh, **places)
        self.findings = tuple(findings)


class GateError(EcolakeError):
    """A gate is red: nothing is published and the last release stays."""

    exit_code = 6


class BusyError(EcolakeError):
    """Another run holds the lock that this step needs."""

    exit_code = 7
