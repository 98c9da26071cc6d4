"""The true rows of every dataset of the catalogue, judged by the pipeline's own checks and not by those that made them."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from ecolake.references import look_up
from ecolake.standards.compile import compile_dataset
from ecolake.validation import receipt
from simulator.tables import Tables
from simulator.world import make_world

DAY = date(2026, 3, 2)
RECEIVED = datetime(2026, 3, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows(standards):
    """All datasets of a tiny world on the day on which it begins."""
    tables = Tables(make_world("tiny", 7, DAY), standards)
    return {dataset_id: tables.rows(dataset_id, DAY) for dataset_id in standards.datasets}


def test_every_dataset_has_rows_of_its_received_items(rows, standards):
    for dataset_id, frame in rows.items():
        items = standards.datasets[dataset_id].items
        assert frame.schema == pl.Schema(
            {name: item.polars for name, item in items.items() if not item.derived}
        )
        assert frame.height > 0, dataset_id


def test_keys_are_complete_and_unique(rows, standards):
    for dataset_id, frame in rows.items():
        key = frame.select(standards.datasets[dataset_id].key)
        assert key.drop_nulls().n_unique() == frame.height, dataset_id


def test_no_check_of_the_standard_fails_and_every_reference_is_found(rows, standards):
    faults = {}
    for dataset_id, frame in rows.items():
        dataset = standards.datasets[dataset_id]
        judged = _judged(frame, dataset, rows)
        compiled = compile_dataset(dataset)
        checks = [check for check in compiled.checks if set(check.items) <= set(frame.columns)]
        counts = judged.select(check.failure().sum().alias(check.id) for check in checks).row(0, named=True)
        faults |= {f"{dataset_id}: {check}": count for check, count in counts.items() if count}
    assert faults == {}


def _judged(frame, dataset, rows):
    """Give the frame what the checks look at: the receipt, that all could be read, and what references find."""
    known = {
        link.id: rows[link.dataset]
        .select(pl.col(name).alias(f"key_{n}") for n, name in enumerate(link.targets))
        .unique()
        for link in dataset.links
    }
    read = {f"_unread_{name}": pl.lit(value=False) for name in dataset.items}
    received = frame.lazy().with_columns(_received_at=pl.lit(RECEIVED).cast(pl.Datetime("us", "UTC")), **read)
    return look_up(received, dataset, known).with_columns(receipt(compile_dataset(dataset))).collect()


def test_what_is_numbered_or_named_reads_like_the_field(rows):
    petition = rows["ecology.petition"]
    assert petition["content"].str.contains(r"[\p{Han}]{4,}").all()
    permits = rows["mee.permit_issuance"]
    assert (permits["permit_number"].str.slice(0, 18) == permits["unified_social_credit_code"]).all()
    hourly = rows["iot.source_concentration_hourly"]
    assert (hourly["concentration_minimum"] <= hourly["concentration_mean"]).all()
