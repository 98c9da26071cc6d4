"""pandera and the compiled plan come from one list of checks; here they judge the same frames row by row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandera.errors
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.standards.compile import compile_dataset
from ecolake.standards.schema import schema_for

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TEXTS = [
    "",
    "X",
    "1001A",
    "SO2",
    "优",
    "存续",
    "350582",
    "C",
    "1713",
    "DA001",
    "air",
    "key",
    "N",
    "91130200699229617X",
]
VALUES = {
    pl.String: st.sampled_from([*TEXTS, "x" * 5000, "91130200699229617X001P", "362200", "a" * 64]),
    pl.Int64: st.integers(-5, 1_000_001),
    pl.Decimal: st.integers(-200_000, 20_000_000).map(lambda n: Decimal(n) / 1000),
    pl.Boolean: st.booleans(),
    pl.Date: st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    pl.Datetime: st.integers(-(10**6), 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
}


def values_of(kind):
    if isinstance(kind, pl.List):
        # polars cannot build nested instants from Python rows whose first ones are all null
        fields = {
            f.name: st.none() if f.dtype == pl.Datetime else values_of(f.dtype) for f in kind.inner.fields
        }
        return st.none() | st.lists(st.fixed_dictionaries(fields), max_size=3)
    if isinstance(kind, pl.Decimal) and kind.precision - kind.scale < 5:
        return st.none() | st.integers(-90_000, 90_000).map(lambda n: Decimal(n) / 1000)
    return st.none() | VALUES[type(kind)]


def rows_of(dataset):
    return st.lists(
        st.fixed_dictionaries({name: values_of(kind) for name, kind in dataset.schema.items()}),
        min_size=1,
        max_size=6,
    )


def failing_rows_of_plan(frame, dataset, severity):
    standard = compile_dataset(dataset)
    columns = set(dataset.items)
    checks = [
        c for c in standard.checks if c.severity == severity and columns.issuperset(c.holds.meta.root_names())
    ]
    extra = {f"_unread_{name}": pl.lit(False) for name in dataset.items}
    judged = standard.evaluate(
        frame.lazy().with_columns(received_at=pl.lit(NOW), received_on=pl.lit(NOW.date()), **extra)
    ).collect()
    failing = judged.select(
        pl.struct(standard.failing(check).alias(check.id) for check in checks).alias("f")
    )["f"]
    return {(index, check) for index, row in enumerate(failing) for check, fails in row.items() if fails}


def failing_rows_of_schema(frame, dataset):
    try:
        schema_for(dataset).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        assert cases["index"].null_count() == 0
        return {(row["index"], row["check"].split(":")[0]) for row in cases.iter_rows(named=True)}
    return set()


@pytest.mark.filterwarnings("ignore::pandera.errors.SchemaWarning")  # flags are warnings of the schema
@pytest.mark.parametrize(
    "dataset_id",
    ["mee.air_station_hourly", "market_regulation.enterprise", "ecology.discharge_permit", "iot.hj212_frame"],
)
def test_same_rows_fail_the_same_rejecting_checks(standards, dataset_id):
    dataset = standards.datasets[dataset_id]

    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(rows_of(dataset))
    def agree(rows):
        frame = pl.DataFrame(rows, schema=dataset.schema)
        assert failing_rows_of_schema(frame, dataset) == failing_rows_of_plan(frame, dataset, "reject")

    agree()


def test_lazy_frame_is_validated_by_value_too(standards):
    dataset = standards.datasets["mee.air_station_hourly"]
    frame = pl.DataFrame({"station_code": [None]}, schema_overrides={"station_code": pl.String})
    missing = {
        name: pl.lit(None, dtype=kind) for name, kind in dataset.schema.items() if name != "station_code"
    }
    with pytest.raises(pandera.errors.SchemaErrors, match=r"station_code\.required"):
        schema_for(dataset).validate(frame.with_columns(**missing).lazy(), lazy=True)
