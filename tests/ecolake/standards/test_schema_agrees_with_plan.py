"""pandera and the compiled plan come from one list of checks; here they judge the same frames row by row.

The frames are drawn from the standard's own domain and from just outside it.
"""

import warnings
from datetime import UTC, datetime

import pandera.errors
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.proof import declared, mutations
from ecolake.standards.compile import compile_dataset
from ecolake.standards.pools import pool
from ecolake.standards.schema import schema_for

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DATASETS = [
    "ecology.penalty_case",  # three references, codes with days of validity
    "enterprises.enterprise_noise_emission",  # a nested list with rules of its fields
    "iot.hj212_frame",
    "market_regulation.enterprise",
    "mee.air_station_hourly",  # decimals, flags and a watch
    "mee.permit_issuance",  # check characters, and a code that is valid on a day
]


def values_of(item):
    """A pool of the item's own values, those that breach it, and none."""
    if item.each is not None:
        return st.none() | st.lists(
            st.fixed_dictionaries({f.name: values_of(f) for f in item.each}), max_size=3
        )
    breaches = [bad for kind in declared._kinds(item) for bad in mutations._breaches(item, kind)]
    codes = list(item.codes.validity.spans)[:5] if item.codes and item.codes.validity else []
    return st.sampled_from([*pool(item), *codes, *breaches, None])


def frames_of(dataset):
    row = st.fixed_dictionaries({name: values_of(item) for name, item in dataset.items.items()})
    return st.lists(row, min_size=1, max_size=6).map(lambda rows: typed(rows, dataset))


def typed(rows, dataset):
    # Column by column: polars takes the type of nested instants from rows of which the first may hold none.
    return pl.DataFrame(
        [
            pl.Series(name, [row[name] for row in rows], dtype=kind, strict=False)
            for name, kind in dataset.schema.items()
        ]
    )


def failures_of_plan(frame, dataset):
    standard = compile_dataset(dataset)
    unknown = {f"_unread_{name}": pl.lit(value=False) for name in dataset.items}
    unknown |= {f"_found_{link.id}": pl.lit(None, dtype=pl.Boolean) for link in dataset.links}
    judged = standard.evaluate(
        frame.lazy().with_columns(received_at=pl.lit(NOW), received_on=pl.lit(NOW.date()), **unknown)
    ).collect()
    alone = [check for check in standard.checks if set(dataset.items) >= set(check.holds.meta.root_names())]
    return {
        (row, check.id, check.severity)
        for check in alone
        for row in judged.select(standard.failing(check).arg_true()).to_series()
    }


def failures_of_pandera(frame, dataset):
    """Rejections row by row from pandera's own report, and the ids of the checks that it warns of."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            schema_for(dataset).validate(frame, lazy=True)
            rejected = set()
        except pandera.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            assert cases["index"].null_count() == 0
            rejected = {
                (row, check.split(":")[0]) for row, check in cases.select("index", "check").iter_rows()
            }
    return rejected, {str(one.message).split(" rows fail ")[1].split(":")[0] for one in told}


@pytest.mark.parametrize("dataset_id", DATASETS)
def test_the_same_rows_fail_the_same_checks(standards, dataset_id):
    dataset = standards.datasets[dataset_id]
    schema = schema_for(dataset)
    met = set()

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(frames_of(dataset))
    def agree(frame):
        expected = failures_of_plan(frame, dataset)
        met.update(check for _, check, _ in expected)
        assert set(schema.failures(frame.lazy()).select("row", "check", "severity").iter_rows()) == expected
        rejecting = {(row, check) for row, check, severity in expected if severity == "reject"}
        softer = {check for _, check, severity in expected if severity != "reject"}
        for form in (frame, frame.lazy()):
            assert failures_of_pandera(form, dataset) == (rejecting, softer)

    agree()
    assert len(met) > len(schema.checks) / 3  # the frames do breach the standard


def test_what_a_frame_alone_cannot_answer_is_left_out_and_named(standards):
    schema = schema_for(standards.datasets["ecology.penalty_case"])
    kinds = {check.kind for check in schema.left_out}
    assert {"reference"} <= kinds <= {"reference", "unread", "rule"}
    assert len(schema.checks) + len(schema.left_out) == len(compile_dataset(schema.dataset).checks)
