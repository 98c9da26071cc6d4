"""The application: its commands by family, and the one place where an error becomes a panel and an exit code."""

import errno
from typing import Any

import typer
from typer.core import TyperGroup

from ecolake.errors import EcolakeError
from ecolake.system_faults import system_fault
from orchestration.cli import (
    accept,
    consultation,
    diff,
    enterprise,
    export,
    find,
    held,
    hj212,
    lake,
    lineage,
    one_map,
    reaccept,
    registry,
    rejects,
    river,
    run,
    standards,
    trace,
    warehouse,
)
from orchestration.cli.options import is_json
from orchestration.cli.output import show_error, show_exit_codes


class EcolakeGroup(TyperGroup):
    """Turns the errors of the house into panels and exit codes, whichever command raised them."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Invoke the command named."""
        try:
            return super().invoke(ctx)
        except EcolakeError as error:
            raise _ended(error, ctx) from None
        except OSError as error:
            # A reader such as `head` that has had enough is no fault.
            if error.errno == errno.EPIPE:
                raise
            raise _ended(_system_fault(error), ctx) from None
        except Exception as error:
            fault = system_fault(error)
            if fault is None:
                raise
            raise _ended(_system_fault(fault), ctx) from None

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Show the commands, and below them the exit codes."""
        super().format_help(ctx, formatter)
        show_exit_codes()


def _ended(error: EcolakeError, ctx: typer.Context) -> typer.Exit:
    show_error(error, as_json=is_json(ctx))
    return typer.Exit(error.exit_code)


def _system_fault(error: OSError) -> EcolakeError:
    return EcolakeError(
        "operating_system",
        f"The operating system refused: {error.strerror or error}.",
        f"操作系统拒绝：{error.strerror or error}。",
        where=str(error.filename or ""),
        hint_en="Check that the disk has room and that the folder belongs to you, then run it again.",
        hint_zh="请检查磁盘空间和目录权限后重试。",
    )


app = typer.Typer(
    name="ecolake",
    cls=EcolakeGroup,
    help="生态云数据中台 · From what departments deliver to a warehouse that is checked and published.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    # A traceback with local variables would print tokens and personal data.
    pretty_exceptions_enable=False,
    add_completion=False,
)
for family in (run, accept, reaccept, warehouse):
    family.add_to(app)
for name, group in (
    ("held", held.group),
    ("rejects", rejects.group),
    ("registry", registry.group),
    ("standards", standards.group),
    ("hj212", hj212.group),
    ("lake", lake.group),
    ("river", river.group),
    ("consultation", consultation.group),
    ("export", export.group),
    ("map", one_map.group),
):
    app.add_typer(group, name=name)
for family in (enterprise, trace, lineage, find, diff):
    family.add_to(app)
