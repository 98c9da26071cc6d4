"""How answers look: tables for people, one JSON shape for programs, one table of exit codes.

Nothing here knows what is shown.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from ecolake.errors import EcolakeError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

# One number for each kind of end, for scripts and schedulers; the classes of `ecolake.errors` carry the same numbers.
EXIT_CODES: Final[dict[int, tuple[str, str]]] = {
    0: ("done", "完成"),
    1: ("error", "出错"),
    2: ("wrong usage: unknown name, option or value", "用法有误：名称、选项或取值不存在"),
    3: ("an input could not be read", "输入文件无法读取"),
    4: ("a source could not be reached", "数据来源无法访问"),
    5: ("the standards hold faults", "标准有误"),
    6: ("a gate is red, the last release stays", "质量门未通过，保留上一版本"),
    7: ("another run holds the lock", "另一运行占用锁"),
}
PIPE_WIDTH: Final = 120
# Beyond this many digits a float changes the number.
_FLOAT_DIGITS: Final = 15


def show_exit_codes() -> None:
    """Write the table of exit codes, in the style of the help above it."""
    from rich.panel import Panel
    from rich.table import Table

    codes = Table.grid(padding=(0, 2))
    codes.add_column(style="bold cyan")
    codes.add_column()
    for code, (en, zh) in EXIT_CODES.items():
        codes.add_row(str(code), f"{zh} · {en}")
    console().print(Panel(codes, title="Exit codes 退出码", title_align="left", border_style="dim"))


def console(*, stderr: bool = False) -> "Console":
    """A console on the standard output or error of this moment."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal and "COLUMNS" not in made._environ:  # noqa: SLF001 - rich has no public way to ask
        made.width = PIPE_WIDTH
    return made


def table(*columns: str, right: Sequence[int] = (), title: str | None = None) -> "Table":
    """A table in the house style; `right` holds the positions of columns of numbers."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
    )
    for position, column in enumerate(columns):
        if position in right:
            made.add_column(column, justify="right", no_wrap=True)
        else:
            made.add_column(column, overflow="fold")
    return made


def write_json(value: object) -> None:
    """Write one JSON document on one line of the standard output."""
    sys.stdout.write(dumps(value) + "\n")


def dumps(value: object) -> str:
    """Render JSON: decimals are numbers, times ISO 8601."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """Turn a value of DuckDB, polars or ours into what JSON has."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return _moment(value)


def _moment(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def _number(value: float | Decimal) -> int | float | None:
    if not isfinite(value):
        return None
    if isinstance(value, float):
        return value
    if value == value.to_integral_value() and len(value.as_tuple().digits) > _FLOAT_DIGITS:
        return int(value)
    return float(value)


def cell(value: Any) -> str:
    """One value for a person: nothing for null, no trailing zeros, times without microseconds."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | dict | tuple):
        return dumps(value)
    return str(value)


def show_error(error: EcolakeError, *, as_json: bool) -> None:
    """Tell a person, or a program, what happened, where, and what to do; on the standard error."""
    if as_json:
        fault = {
            "code": error.code,
            "en": error.en,
            "zh": error.zh,
            "where": error.where,
            "hint_en": error.hint_en,
            "hint_zh": error.hint_zh,
            "exit_code": error.exit_code,
        }
        sys.stderr.write(dumps({"error": fault}) + "\n")
        return
    from rich.panel import Panel

    console(stderr=True).print(
        Panel(_error_body(error), title=f"错误 error · {error.code}", title_align="left", border_style="red")
    )


def _error_body(error: EcolakeError) -> "Table":
    from rich.table import Table
    from rich.text import Text

    body = Table.grid(padding=(0, 2))
    body.add_column(style="dim", no_wrap=True)
    body.add_column(overflow="fold")
    for label, words in (
        ("", error.zh),
        ("", error.en),
        ("位置 at", error.where),
        ("处理", error.hint_zh),
        ("do", error.hint_en),
    ):
        if words:
            body.add_row(label, Text(words))
    return body
