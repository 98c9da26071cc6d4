"""From an item of a dataset to the models and columns that stand on it."""

from types import SimpleNamespace

import pytest

from ecolake.impact.columns import column_origins
from ecolake.impact.downstream import read_models
from ecolake.impact.plan import plan_for

STAGE = SimpleNamespace(source="water", name="stage")
MODELS = {
    "staging/stg_stage.sql": """
        with source as (select * from {{ source('lake', 'water__stage') }})
        select station, stage as level_m, observed_at from source {{ current_version(['station']) }}
    """,
    "marts/daily.sql": """
        {{ config(materialized='table') }}
        select station, max(level_m) as highest, count(*) as hours from {{ ref('stg_stage') }} group by station
    """,
    "marts/everything.sql": "select * from {{ source('lake', 'water__stage') }}",
    "marts/other.sql": "select stage from {{ source('lake', 'air__hour') }}",
}


@pytest.fixture
def models(tmp_path):
    for name, text in MODELS.items():
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read_models(tmp_path)


def test_columns_are_followed_through_names_functions_and_models(models):
    found = {reader.model: reader.columns for reader in models.readers(STAGE, ["stage"])}
    assert found == {"stg_stage": ("level_m",), "daily": ("highest",), "everything": ("stage",)}


def test_a_model_that_only_loses_rows_is_named_without_columns(models):
    found = {reader.model: reader.columns for reader in models.readers(STAGE, ["trend"])}
    assert found["daily"] == ()
    assert "other" not in found


def test_the_layer_is_the_folder(models):
    assert {reader.layer for reader in models.readers(STAGE, ["stage"])} == {"staging", "marts"}


@pytest.mark.parametrize(
    "text",
    [
        "select {{ dbt_utils.star(from=ref('stg_stage')) }} from {{ ref('stg_stage') }}",
        "{% do log(1) %} select 1 from {{ ref('project', 'stg_stage') }}",
        "{% if var('days') > 3 %}{% endif %} select 1 from {{ source('lake', 'water__stage') }}",
    ],
)
def test_a_model_that_needs_dbt_itself_is_named_without_columns(models, tmp_path, text):
    (tmp_path / "models" / "marts" / "odd.sql").write_text(text, "utf-8")
    found = {reader.model: reader.columns for reader in read_models(tmp_path).readers(STAGE, ["stage"])}
    assert found == {
        "stg_stage": ("level_m",),
        "daily": ("highest",),
        "everything": ("stage",),
        "odd": (),
    }


@pytest.mark.parametrize(
    ("sql", "origins"),
    [
        ("select a from x union all select b from y", {"a": {"x.a", "y.b"}}),
        ("select t.a, u.b from x as t join y as u on t.id = u.id", {"a": {"x.a"}, "b": {"y.b"}}),
        ("select {'p': a, 'q': b} as s from x", {"s": {"x.a", "x.b"}}),
        ("with c as (select *, unnest(list) as one from x) select one.p as p from c", {"p": {"x.list"}}),
        ("select t.* from x as t join y as u on t.id = u.id", {"*": {"x.*"}}),
        ("not sql at all (", {}),
    ],
)
def test_the_columns_of_a_query_name_where_they_come_from(sql, origins):
    assert column_origins(sql) == origins


def test_every_model_of_the_project_can_be_read(home):
    models = read_models(home.dbt_project)
    unread = [name for name, sql in models.sql.items() if not column_origins(sql)]
    assert models.sql
    assert unread == []


def test_words_alone_leave_nothing_to_judge(stage, little):
    from dataclasses import replace

    old = stage.old.datasets["water.stage"]
    title = old.spec.title.model_copy(update={"en": "Stages"})
    new = replace(old, spec=old.spec.model_copy(update={"title": title}), fingerprint="other")
    assert plan_for(old, new).is_idle
