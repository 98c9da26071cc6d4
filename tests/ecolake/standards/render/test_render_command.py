"""`ecolake standards render` over a small project, as a person runs it."""

import json

import pytest
import typer
from typer.testing import CliRunner

from ecolake.errors import UsageError
from orchestration.cli import standards_render


@pytest.fixture
def command(folder, tmp_path, monkeypatch):
    """Run `render` and return its result; the small standards are those of the project."""
    (tmp_path / "dbt_project").mkdir()
    monkeypatch.setenv("ECOLAKE_PROJECT", str(tmp_path))
    monkeypatch.setenv("ECOLAKE_HOME", str(tmp_path / "home"))
    app = typer.Typer()

    @app.callback()
    def root():
        """Make `render` a command of its own name."""

    standards_render.add_to(app)
    return lambda *words: CliRunner().invoke(app, ["render", *words])


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("odcs", "home/standards/odcs/water/stage.yaml"),
        ("dcat", "home/standards/dcat/catalogue.jsonld"),
        ("excel", "home/standards/excel/water.xlsx"),
        ("dictionary", "home/standards/dictionary/index.html"),
        ("jsonschema", "standards/schema/dataset.json"),
        ("dbt", "dbt_project/models/sources/_lake.yml"),
    ],
)
def test_each_form_stands_where_it_belongs(command, tmp_path, form, path):
    result = command(form)
    assert result.exit_code == 0, result.output
    assert (tmp_path / path).is_file()


def test_the_folder_can_be_named(command, tmp_path):
    result = command("dictionary", "--out", str(tmp_path / "site"), "--json")
    told = json.loads(result.stdout)
    assert told["path"] == str(tmp_path / "site" / "index.html")
    assert told["files"] == sum(path.is_file() for path in (tmp_path / "site").rglob("[!.]*"))


def test_an_unknown_form_is_refused_with_the_nearest(command):
    result = command("odsc")
    assert isinstance(result.exception, UsageError)
    assert "odcs" in result.exception.hint_en


def test_dbt_sources_go_nowhere_else(command, tmp_path):
    assert isinstance(command("dbt", "--out", str(tmp_path)).exception, UsageError)


def test_every_form_is_offered_by_the_command():
    from ecolake.standards.render.forms import FORMS

    assert {*FORMS, standards_render.DBT} == set(standards_render.NAMES)
