"""`ecolake standards render`: the standards in the forms that others read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, unknown, workplace
from orchestration.cli.output import console, write_json

if TYPE_CHECKING:
    from ecolake.home import Home
    from ecolake.standards.catalogue import Standards

DBT = "dbt"
NAMES = ("jsonschema", "odcs", "dcat", "excel", "dictionary", DBT)


def add_to(group: typer.Typer) -> None:
    """Add the command to `ecolake standards`."""
    group.command()(render)


def render(
    form: Annotated[str, typer.Argument(help=" | ".join(NAMES))],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder; default <home>/standards/<form> · 输出目录", file_okay=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """导出标准 · Render the standards: editor schemas, data contracts, catalogue, workbooks, dictionary, dbt sources."""
    if form not in NAMES:
        raise unknown("form", "导出形式", form, NAMES)
    home, standards = workplace()
    found = _dbt(home, standards, out) if form == DBT else _form(home, standards, form, out)
    if as_json:
        write_json({"form": form, **found})
        return
    shown = console()
    shown.print(f"[green]✓[/] {found['title']}: {found['files']:,} 个文件 files, {_size(found['bytes'])}")
    shown.print(f"  {found['path']}", soft_wrap=True)


def _form(home: "Home", standards: "Standards", name: str, out: Path | None) -> dict[str, Any]:
    from ecolake.standards.render.files import write
    from ecolake.standards.render.forms import FORMS

    form = FORMS[name]
    default = home.standards / "schema" if form.committed else home.root / "standards" / name
    written = write((out or default).resolve(), form.render(standards), None if form.committed else name)
    return {
        "title": f"{form.title.zh} · {form.title.en}",
        "path": str(written.folder / form.start),
        "files": len(written.files),
        "bytes": written.bytes,
    }


def _dbt(home: "Home", standards: "Standards", out: Path | None) -> dict[str, Any]:
    from ecolake.errors import UsageError
    from ecolake.warehouse.render import sources_path, write_sources

    if out is not None:
        raise UsageError(
            "fixed_place",
            "The dbt sources stand inside the dbt project and go nowhere else.",
            "dbt 源文件只写入 dbt 项目，不能另设目录。",
            hint_en="Leave --out away.",
            hint_zh="请去掉 --out。",
        )
    write_sources(home, standards)
    path = sources_path(home)
    return {"title": "dbt 源 · dbt sources", "path": str(path), "files": 1, "bytes": path.stat().st_size}


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1_000:.1f} kB"
