"""`ecolake standards`: the commands of the standards owner; each stands in a module of its own."""

import typer

from orchestration.cli import standards_new, standards_render
from orchestration.cli.standards_diff import diff
from orchestration.cli.standards_impact import impact
from orchestration.cli.standards_lint import lint
from orchestration.cli.standards_prove import prove
from orchestration.cli.standards_show import show

group = typer.Typer(help="数据标准 · The codified standards.", no_args_is_help=True)
for command in (lint, show, prove, diff, impact):
    group.command()(command)
group.add_typer(standards_new.group, name="new")
standards_render.add_to(group)
