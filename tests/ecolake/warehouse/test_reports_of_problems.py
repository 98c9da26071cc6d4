"""Reports of problems are joined by words that the file does not hold, and by rules that the standards say."""

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest

from ecolake.standards.methods.files import load_method
from ecolake.standards.methods.ledger import LedgerMethod, faults_of
from ecolake.warehouse import problem_selects
from ecolake.warehouse.sources import prepare
from tests.support.lake_fixture import CHECKOUT, NOON, STEEL, home_at, write_tiny_lake

WORDS = "王大妈家门口的水沟水色异常，有异味"


@pytest.fixture(scope="module")
def told(tmp_path_factory, few):
    """The hotline and a petition in the same words of one who names nobody, a complaint of a factory, and an invalid one."""
    tiny = write_tiny_lake(home_at(tmp_path_factory.mktemp("told")), few)
    tiny.deliver(
        "mee.hotline_12369_report",
        [
            _call("JB1", content=WORDS),
            _call("JB2", content="夜间异味明显", accused_unit="福州钢铁有限公司", closed_on=date(2026, 3, 9)),
        ],
    )
    tiny.deliver(
        "ecology.petition",
        [
            _petition("XF1", content=f"{WORDS}。", respondent_county="鼓楼区"),
            _petition("XF2", content=WORDS, respondent_county="鼓楼区", is_valid=False),
            _petition(
                "XF3", content="厂里整夜有气味", respondent_name="福州钢铁有限公司", pollution_kind="air"
            ),
        ],
    )
    tiny.link()
    with duckdb.connect(str(prepare(tiny.home, tiny.standards).path), read_only=True) as connection:
        yield connection


def _call(number, **said):
    return {
        "report_number": number,
        "channel": "telephone",
        "pollution_kind": "water" if number == "JB1" else "odour",
        "reported_at": NOON,
        "division_code": "350102",
        "due_on": NOON.date() + timedelta(days=60),
    } | said


def _petition(number, **said):
    return {
        "petition_number": number,
        "pollution_kind": "water",
        "registered_on": NOON.date(),
        "petition_channel": "letter",
        "is_handled": True,
        "is_valid": True,
    } | said


def test_they_are_joined_by_words_that_nobody_is_shown(told):
    found = told.execute(
        "select number, joined_by, likeness, division_code from lake.problem_report"
        " where problem_id = (select problem_id from lake.problem_report where number = 'JB1') order by 1"
    ).fetchall()
    assert found == [("JB1", "same_words", 1.0, "350102"), ("XF1", "first", None, "350102")]
    columns = told.execute(
        "select column_name, data_type from duckdb_columns() where table_name = 'problem_report'"
    ).fetchall()
    texts = [name for name, kind in columns if kind == "VARCHAR"]
    said = " || ".join(f"coalesce({name}, '')" for name in texts)
    assert told.execute(
        f"select count(*) from lake.problem_report where contains({said}, '王大妈')"
    ).fetchone() == (0,)


def test_one_enterprise_and_kind_are_one_matter(told):
    found = told.execute(
        "select list(number order by number), any_value(enterprise_code), max(closed_on) from lake.problem_report"
        " where enterprise_code is not null group by problem_id"
    ).fetchall()
    assert found == [(["JB2", "XF3"], STEEL, date(2026, 3, 9))]


def test_an_invalid_petition_is_no_report(told):
    assert told.execute("select count(*) from lake.problem_report where number = 'XF2'").fetchone() == (0,)


def test_every_figure_says_what_it_rests_on(told):
    bare = told.execute(
        "select method, figure from lake.method_figure where coalesce(source, reason) is null"
    ).fetchall()
    methods = told.execute("select distinct method from lake.method_figure order by 1").fetchall()
    assert bare == []
    assert {name for (name,) in methods} >= {"control", "grid", "ledger"}


def test_a_method_that_names_what_there_is_not_is_found_out(standards):
    method = load_method(LedgerMethod, CHECKOUT / "standards", "ledger.yaml")
    assert list(faults_of(method, standards)) == []
    less = replace(
        standards,
        datasets={name: one for name, one in standards.datasets.items() if name != "ecology.petition"},
    )
    assert [keys for keys, *_ in faults_of(method, less)] == [("reports", "ecology.petition")]


@pytest.mark.parametrize(
    ("dataset", "state", "on", "closed"),
    [
        ("ecology.inspection_letter", {"closure_state": "closed"}, None, date(2026, 3, 11)),
        ("ecology.inspection_letter", {"closure_state": "open"}, None, None),
        ("ecology.inspection_task", {"rectification_state": "rectified"}, None, date(2026, 3, 11)),
        ("ecology.correction_order", {"is_corrected": True}, None, date(2026, 3, 11)),
        ("ecology.correction_order", {"is_corrected": None}, None, None),
        ("ecology.problem_ledger", {"rectification_state": "closed"}, date(2026, 3, 1), date(2026, 3, 1)),
        (
            "ecology.problem_ledger",
            {"rectification_state": "not_started"},
            date(2026, 3, 1),
            date(2026, 3, 1),
        ),
    ],
)
def test_a_state_that_says_done_closes_a_report_on_the_day_of_its_receipt(
    standards, dataset, state, on, closed
):
    method = load_method(LedgerMethod, CHECKOUT / "standards", "ledger.yaml")
    sql = problem_selects._closed(standards.datasets[dataset], method.reports[dataset])
    ((item, value),) = state.items()
    kind = "boolean" if isinstance(value, bool | None) else "varchar"
    # The eleventh in China, the tenth in UTC.
    row = f"select cast($1 as {kind}) as {item}, cast($2 as date) as closed_on, timestamptz '2026-03-10 20:00:00+00' as _received_at"
    with duckdb.connect() as connection:
        assert connection.execute(f"select {sql} from ({row}) as said", [value, on]).fetchone() == (closed,)


def test_a_state_that_does_not_exist_is_found_out(standards):
    method = load_method(LedgerMethod, CHECKOUT / "standards", "ledger.yaml")
    letters = method.reports["ecology.inspection_letter"].model_copy(
        update={"done": {"closure_state": ("clsoed",)}}
    )
    spoilt = method.model_copy(update={"reports": {**method.reports, "ecology.inspection_letter": letters}})
    ((_, message, _),) = faults_of(spoilt, standards)
    assert message == "'closure_state' has no code 'clsoed'"
