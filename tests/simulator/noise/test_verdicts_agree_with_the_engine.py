"""What the truth says of a fault from the standard's words is what the engine's compiled checks make of it."""

from datetime import UTC, date, datetime
from random import Random

import polars as pl
import pytest

from ecolake.mapping import as_received, map_table
from ecolake.standards.compile import compile_dataset
from ecolake.validation import META, validate
from simulator.departments.disguise import marked
from simulator.departments.plan import SourcePlan
from simulator.noise.kinds import KINDS
from simulator.noise.spoil import spoil
from simulator.tables import true_rows
from simulator.world import make_world

RECEIVED = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
DATASETS = [
    "mee.permit_issuance",
    "mee.key_source_monitoring_profile",
    "market_regulation.abnormal_operation",
    "ecology.petition",
    "housing_construction.urban_sewage_plant_operation",
    "taxation.environmental_tax_review",
    "internet.point_of_interest",
    "water_resources.rainfall",
    "ecology.water_station_hourly",
]


@pytest.fixture(scope="module")
def spoilt(standards):
    """Each dataset's rows, several times over, with every kind of fault in many of them."""
    world = make_world("tiny", 7, date(2026, 3, 2))
    rates = dict.fromkeys(SourcePlan().rates("any"), 0.03)

    def of(name):
        dataset = standards.datasets[name]
        rows = true_rows(world, standards, name, date(2026, 3, 2))
        rows = pl.concat([rows] * (200 // rows.height + 1))
        return dataset, spoil(rows, dataset, rates, Random(name), RECEIVED)

    return {name: of(name) for name in DATASETS}


def judged(dataset, spoilt):
    """What the engine makes of the table: the rows that it rejects and those that it flags, by position."""
    frame = as_received(
        marked(spoilt.said).with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))
    )
    frame = frame.with_columns(
        _batch=pl.lit("b"),
        _file=pl.lit("f"),
        _sequence=pl.lit(1, pl.Int64),
        _received_at=pl.lit(RECEIVED).cast(META["_received_at"]),
    )
    verdict = validate(map_table(frame, dataset, dataset.mapping), compile_dataset(dataset))
    flagged = verdict.accepted.filter(pl.col("_flags").list.len() > 0)
    return set(verdict.rejected["_row"]), set(flagged["_row"])


@pytest.mark.parametrize("name", DATASETS)
def test_expected_is_what_happens(spoilt, name):
    dataset, made = spoilt[name]
    rejected, flagged = judged(dataset, made)
    for fault in made.faults:
        if fault.kind in ("duplicate", "conflicting_duplicate"):
            continue
        happened = "reject" if fault.position in rejected else "flag" if fault.position in flagged else "none"
        assert fault.expected == happened, fault
    assert rejected <= {fault.position for fault in made.faults}, "no other row is refused"


def test_never_two_faults_in_one_row(spoilt):
    for _, made in spoilt.values():
        positions = [fault.position for fault in made.faults]
        assert len(set(positions)) == len(positions) > 10


def test_repeats_stand_behind_their_originals(spoilt):
    for dataset, made in spoilt.values():
        frame = made.said.frame.select(list(dataset.mapping.map))
        for fault in made.faults:
            if fault.kind == "duplicate":
                assert frame.row(fault.position) == frame.row(fault.position - 1)
        assert made.order == sorted(made.order)


def test_every_kind_happens_somewhere(spoilt):
    happened = {fault.kind for _, made in spoilt.values() for fault in made.faults}
    wanted = {*KINDS, "duplicate", "conflicting_duplicate", "contradiction"} - {
        "old_division",
        "stuck_sensor",
    }
    assert happened >= wanted, wanted - happened


def test_what_is_written_stands_in_the_table(spoilt):
    for dataset, made in spoilt.values():
        columns = {item: column for column, item in dataset.mapping.map.items()}
        for fault in made.faults:
            names = fault.items.split(",") if fault.items else []
            texts = [made.said.frame[columns[name]][fault.position] or "" for name in names]
            assert "；".join(texts) == fault.written
