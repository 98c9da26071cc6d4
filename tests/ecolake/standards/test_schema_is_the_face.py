"""What a user of `schema_for` meets: an id is enough, it prints, judges eager and lazy frames, and stays small."""

import io
import subprocess
import sys

import pandera.errors
import pandera.polars as pa
import polars as pl
import pytest
from rich.console import Console

from ecolake.errors import UsageError
from ecolake.standards import schema_for
from ecolake.standards.load import load

STAGE = {"station": ["ABC", "X1", None], "stage": [1, 9000, None], "trend": ["rising", "falling", "rising"]}


@pytest.fixture
def little_standards(little):
    return load(little)


@pytest.fixture
def schema(little_standards):
    return schema_for("water.stage", little_standards)


@pytest.fixture
def frame(schema):
    columns = {**STAGE, "observed_at": [None] * 3}
    return pl.DataFrame(columns, schema_overrides=dict(schema.dataset.schema), strict=False).select(
        list(schema.columns)
    )


def refused(schema, frame):
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    return caught.value.failure_cases


def test_an_id_of_the_installation_is_enough(standards):
    assert schema_for("mee.air_station_hourly").name == "mee.air_station_hourly"


def test_an_unknown_id_names_the_nearest(little_standards):
    with pytest.raises(UsageError, match=r"Did you mean 'water\.stage'"):
        schema_for("water.stagee", little_standards)


def test_asking_for_it_is_what_imports_pandera():
    code = "import sys, ecolake.standards as s; assert 'pandera' not in sys.modules; s.schema_for; assert 'pandera' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("form", [pl.DataFrame.lazy, pl.DataFrame.clone], ids=["lazy", "eager"])
def test_values_are_judged_and_each_failing_row_is_named(schema, frame, form):
    cases = refused(schema, form(frame))
    told = {(row["index"], row["check"].split(":")[0]) for row in cases.iter_rows(named=True)}
    assert told == {
        (0, "observed_at.required"),
        (1, "observed_at.required"),
        (2, "observed_at.required"),
        (1, "station.pattern"),
        (2, "station.required"),
        (1, "stage.range"),
        (2, "rising_needs_stage"),
    }
    (case,) = cases.filter(pl.col("check").str.starts_with("stage.range"))["failure_case"]
    assert case == "9000.000"


@pytest.mark.parametrize("form", [pl.DataFrame.lazy, pl.DataFrame.clone], ids=["lazy", "eager"])
def test_a_good_frame_comes_back_in_its_own_form(schema, form):
    good = pl.DataFrame(schema=schema.dataset.schema)
    assert isinstance(schema.validate(form(good)), type(form(good)))


def test_a_flag_is_a_warning_and_lets_the_row_in(spoil):
    root = spoil("datasets/water/stage.yaml", "severity: reject", "severity: flag")
    schema = schema_for("water.stage", load(root))
    frame = pl.DataFrame(
        {"station": ["ABC"], "observed_at": ["2026-01-01"], "stage": [None], "trend": ["rising"]}
    ).with_columns(pl.col("observed_at").str.to_datetime(time_unit="us", time_zone="UTC"))
    with pytest.warns(pandera.errors.SchemaWarning, match="1 of 1 rows fail rising_needs_stage"):
        schema.validate(frame.cast(dict(schema.dataset.schema)))


def test_a_column_missing_or_of_another_type_is_said_once_and_the_rest_is_judged(schema, frame):
    cases = refused(schema, frame.drop("trend").with_columns(pl.col("stage").cast(pl.String)))
    checks = [check.split(":")[0] for check in cases["check"]]
    assert checks.count("column_in_dataframe") == 1
    assert sum(check.startswith("dtype") for check in checks) == 1
    assert "station.pattern" in checks
    assert not {"stage.range", "rising_needs_stage"} & set(checks)


def test_the_report_of_many_failures_stays_small_and_the_count_is_whole(little_standards):
    schema = schema_for("water.stage", little_standards, cases=5)
    many = pl.DataFrame(
        {
            name: pl.repeat(None, 200_000, dtype=kind, eager=True)
            for name, kind in schema.dataset.schema.items()
        }
    )
    with pytest.raises(pandera.errors.SchemaErrors, match="200000 of 200000 rows fail") as caught:
        schema.validate(many, lazy=True)
    assert caught.value.failure_cases.height == 2 * 5
    assert schema.failures(many).height == 2 * 200_000


def test_every_failure_can_be_had_as_a_frame(schema, frame):
    found = schema.failures(frame.lazy())
    assert found.columns == ["row", "check", "severity", "items", "message_zh", "message_en"]
    assert found.select("row", "check").rows()[:3] == [
        (0, "observed_at.required"),
        (1, "station.pattern"),
        (1, "observed_at.required"),
    ]


def test_a_check_of_the_users_own_is_judged_too(schema, frame):
    mine = schema.update_column("stage", checks=pa.Check.lt(10))
    assert type(mine) is type(schema)
    assert "less_than(10)" in set(refused(mine, frame)["check"])


def test_it_prints_items_titles_checks_and_severities(schema):
    text = repr(schema)
    assert text == str(schema)
    assert max(map(len, text.splitlines())) <= 110
    for word in (
        "water.stage 1.0.0",
        "水情 · River stage",
        "station",
        "text(5)",
        "required, length, pattern",
    ):
        assert word in text
    assert "rising_needs_stage  reject" in text
    assert "judged at acceptance only: unread (2)" in text


def test_a_console_shows_the_same(schema):
    console = Console(width=110, file=io.StringIO())
    console.print(schema)
    assert "rising_needs_stage" in console.file.getvalue()
