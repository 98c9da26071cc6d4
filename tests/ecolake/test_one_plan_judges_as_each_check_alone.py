"""The plan that parts, masks, explains and counts a frame at once, held against each check evaluated by itself."""

from decimal import Decimal

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.validation.data import STANDARDS
from ecolake.references import look_up
from ecolake.standards.checks import Check
from ecolake.standards.compile import CompiledStandard, compile_dataset
from ecolake.standards.load import load
from ecolake.standards.model_base import Text
from ecolake.uniqueness import POSITION, repeated, unique_check
from ecolake.validation import META, judge, receipt, validate, write

DATASET = load(STANDARDS).datasets["race.enterprises"]
CODES = ["91350900587527783P", "91350900587527783Q", "91130200699229617X", None, ""]
DAYS = st.none() | st.integers(0, 9)
ROW = st.fixed_dictionaries(
    {
        "enterprise_code": st.sampled_from(CODES),
        "name": st.sampled_from(["甲", None, "乙" * 61]),
        "division_code": st.sampled_from(["350102", "350199", None]),
        "industry_code": st.sampled_from(["C01", "D01", None]),
        "phone": st.sampled_from(["13900000000", "1", None]),
        "state": st.sampled_from(["opened", "存续", None]),
        "capital": st.sampled_from([Decimal(1), Decimal(-1), None]),
        "registered_on": DAYS,
        "cancelled_on": DAYS,
    }
)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def compiled():
    """The checks of all kinds, of all severities."""
    standard = compile_dataset(DATASET)
    severity = {"industry_code.code": "flag", "phone.pattern": "flag", "capital.range": "watch"}
    return CompiledStandard(
        DATASET,
        tuple(
            Check(c.id, c.kind, c.items, severity.get(c.id, c.severity), c.holds, c.message, c.implied)
            for c in standard.checks
        ),
    )


def frame_of(rows):
    schema = {name: pl.Int32 if kind == pl.Date else kind for name, kind in DATASET.schema.items()}
    frame = pl.DataFrame(rows, schema=schema).cast(dict(DATASET.schema))
    meta = {name: pl.lit("x" if kind == pl.String else 0).cast(kind) for name, kind in META.items()}
    return (
        frame.with_columns(**meta)
        .with_columns(_batch=pl.int_range(pl.len()).mod(2).cast(pl.String), _row=pl.int_range(pl.len()))
        .with_row_index(POSITION)
    )


@given(st.lists(ROW, max_size=20))
@QUICK
def test_as_each_check_alone(tmp_path, rows):
    frame = frame_of(rows)
    standard = compiled().with_check(unique_check(DATASET, repeated(frame.lazy(), DATASET.key, tmp_path)))
    known = {link.id: pl.DataFrame({"key_0": ["350102"]}) for link in DATASET.links}
    told = look_up(frame.lazy(), DATASET, known).with_columns(receipt(standard)).collect()
    fails = {check.id: told.select(check.failure()).to_series().to_list() for check in standard.checks}
    out = [[c.id for c in standard.rejecting if fails[c.id][row]] for row in range(frame.height)]
    flagged = [
        [c.id for c in standard.checks if c.severity == "flag" and fails[c.id][row]]
        for row in range(frame.height)
    ]
    verdict = validate(frame.lazy(), standard, known)
    assert dict(verdict.rejected.select("_row", "rules").iter_rows()) == {
        row: rules for row, rules in enumerate(out) if rules
    }
    assert dict(verdict.accepted.select("_row", "_flags").iter_rows()) == {
        row: flagged[row] for row, rules in enumerate(out) if not rules
    }
    counted = {
        (batch, rule): rows
        for batch, rule, rows, _ in verdict.failures.select("_batch", "rule", "rows", "severity").iter_rows()
    }
    assert counted == {
        (batch, rule): count
        for batch in ("0", "1")
        for rule, failed in fails.items()
        if (count := sum(failed[int(batch) :: 2]))
    }


def test_into_files_as_in_memory(tmp_path):
    rows = [{"enterprise_code": CODES[n % 5], "name": "甲" if n % 3 else None} for n in range(2_000)]
    frame, standard = frame_of(rows), compiled()
    verdict = validate(frame.lazy(), standard)
    judged = judge(frame.lazy(), standard)
    accepted, rejected = tmp_path / "accepted.parquet", tmp_path / "rejected.parquet"
    failures = write(judged, (judged.accepted(), accepted), (judged.rejected(), rejected))
    assert failures.equals(verdict.failures)
    assert pl.read_parquet(accepted).equals(verdict.accepted)
    assert pl.read_parquet(rejected).equals(verdict.rejected)
    assert verdict.rejected.height > verdict.accepted.height > 100


def test_more_checks_than_a_word_holds(tmp_path):
    frame = frame_of([{"capital": Decimal(n)} for n in range(150)])
    message = Text(zh="错", en="wrong")
    checks = [
        Check(f"c{n}", "rule", ("capital",), "reject" if n % 2 else "flag", pl.col("capital") != n, message)
        for n in range(150)
    ]
    verdict = validate(frame.lazy(), CompiledStandard(DATASET, tuple(checks)))
    assert verdict.rejected["rules"].to_list() == [[f"c{n}"] for n in range(1, 150, 2)]
    assert verdict.accepted["_flags"].to_list() == [[f"c{n}"] for n in range(0, 150, 2)]
    assert verdict.failures["rows"].to_list() == [1] * 150
