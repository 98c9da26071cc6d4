"""The marts of a build file without dbt, whose start and parse take longer than all models of a small lake: each as its model says."""

from pathlib import Path

import duckdb
from jinja2 import Environment

from ecolake.home import Home
from ecolake.impact.downstream import read_models


def make_marts(home: Home, build: Path) -> None:
    """Make every model of the project in a build file, what it refers to before it.

    Args:
        home: Whose dbt project is taken.
        build: A file that `prepare` has made.
    """
    folder = home.dbt_project
    models = {path.stem: path for path in sorted((folder / "models").rglob("*.sql"))}
    texts = {name: path.read_text(encoding="utf-8") for name, path in models.items()}
    needs = {name: read & models.keys() for name, read in read_models(folder).reads.items()}
    done: dict[str, str] = {}
    with duckdb.connect(str(build)) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema if not exists staging")
        while len(done) < len(models):
            for name in [one for one in models if one not in done and done.keys() >= needs[one]]:
                is_mart = "marts" in models[name].relative_to(folder).parts
                kind = "table" if is_mart and "materialized='view'" not in texts[name] else "view"
                done[name] = f"{'main' if is_mart else 'staging'}.{name}"
                connection.execute(f"create {kind} {done[name]} as {sql_of(folder, texts[name], done)}")


def sql_of(folder: Path, text: str, done: dict[str, str]) -> str:
    """Render a model to SQL.

    Args:
        folder: The dbt project, for its macros.
        text: The model.
        done: The relation that stands for each model that it refers to.
    """
    macros = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((folder / "macros").glob("*.sql"))
        if path.stem != "names"
    )
    said = {
        "config": lambda **_: "",
        "ref": done.__getitem__,
        "source": lambda schema, name: f"{schema}.{name}",
    }
    return Environment().from_string(macros + text).render(said)  # noqa: S701  SQL, not HTML
