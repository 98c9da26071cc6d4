"""A column of the lake has one type: where an item changes its own, what is there is cast, and then judged again."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.acceptance import accept_pending
from ecolake.home import Home
from ecolake.landing import Fetched, land
from ecolake.standards.load import load
from ecolake.visibility import visible

STAGE = "water.stage"
HEAD = "STCD,TM,Z,WPTN\n"


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "var", tmp_path / "raw", tmp_path)


@pytest.fixture
def deliver(home, tmp_path, clock):
    def run(standards, *lines):
        path = tmp_path / f"{len(lines)}.csv"
        path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        land(home, "water", "stage", [Fetched(path.name, path, "test", clock())])
        return accept_pending(home, standards, STAGE, clock=clock)

    return run


@pytest.mark.parametrize(
    ("old", "new", "stages"),
    [
        ("type: decimal(8,3)", "type: decimal(12,5)", ["1.00000", "2.00000"]),
        ("type: datetime", "type: text(30)", ["1.000", "2.000"]),
    ],
    ids=["another scale", "a key of another type"],
)
def test_batches_are_judged_again_and_later_ones_after_them(deliver, home, little, spoil, old, new, stages):
    deliver(load(little), "ABC,2026-01-01T00:00:00,100,4")
    standards = load(spoil("elements/water.yaml", old, new))
    again = deliver(standards, "ABC,2026-01-01T00:00:00,100,4", "ZX,2026-01-02T00:00:00,200,4")
    assert {one.status for one in again} == {"accepted"}
    dataset = standards.datasets[STAGE]
    rows = visible(home, lake.accepted(dataset.table), dataset, None).collect().sort("stage")
    assert rows["stage"].cast(pl.String).to_list() == stages
    assert {name: rows.schema[name] for name in dataset.schema} == dict(dataset.schema)
    assert accept_pending(home, standards, STAGE) == []


def test_what_does_not_fit_is_null_and_a_table_of_these_types_is_left_alone(home, tmp_path):
    nested = pl.List(pl.Struct({"a": pl.Int64()}))
    wider = pl.Schema({"n": pl.Int64(), "each": pl.List(pl.Struct({"a": pl.Int64(), "b": pl.String()}))})
    lake.append(
        home,
        "t",
        pl.DataFrame({"n": ["1", "x"], "each": [[{"a": 1}], []]}, schema={"n": pl.String(), "each": nested}),
    )
    expected = {"n": [1, None], "each": [[{"a": 1, "b": None}], []]}
    assert lake.scan(home, "t", wider).collect().to_dict(as_series=False) == expected
    lake.retype(home, "t", wider, tmp_path)
    assert lake.schema(home, "t") == wider
    assert lake.scan(home, "t").collect().to_dict(as_series=False) == expected
    version = lake.version(home, "t")
    lake.retype(home, "t", wider, tmp_path)
    lake.retype(home, "not there", wider, tmp_path)
    assert lake.version(home, "t") == version


def test_the_lake_keeps_every_type_of_the_standards(home, standards):
    kinds = {kind for dataset in standards.datasets.values() for kind in dataset.schema.values()}
    schema = pl.Schema({f"c{n}": kind for n, kind in enumerate(sorted(kinds, key=str))})
    lake.append(home, "t", pl.DataFrame(schema=schema))
    assert lake.schema(home, "t") == schema
