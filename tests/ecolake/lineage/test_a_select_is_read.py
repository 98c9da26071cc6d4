"""Each column of a SELECT is followed to the columns of tables that it was made of, through whatever stands between."""

import pytest
from sqlglot.errors import SqlglotError

from ecolake.lineage.columns import made_of

SCHEMA = {
    "lake.outlet": {"code": "VARCHAR", "permit": "VARCHAR", "cod": "DECIMAL(10,2)", "on_day": "DATE"},
    "lake.frame": {
        "digest": "VARCHAR",
        "readings": 'STRUCT(pollutant VARCHAR, "value" DECIMAL(20,6))[]',
        "findings": "STRUCT(kind VARCHAR)[]",
    },
    "lake.firm": {"permit": "VARCHAR", "name": "VARCHAR", "former": "VARCHAR"},
}


def places(sql):
    return {name: list(made.places) for name, made in made_of(sql, SCHEMA).items()}


OUTLET, FRAME, FIRM = "lake.outlet", "lake.frame", "lake.firm"


@pytest.mark.parametrize(
    ("sql", "column", "expected"),
    [
        ("select code as c from lake.outlet", "c", [(OUTLET, "code")]),
        ("with a as (select * from lake.outlet) select * from a", "cod", [(OUTLET, "cod")]),
        ("select * exclude (code) replace (cod * 2 as cod) from lake.outlet", "cod", [(OUTLET, "cod")]),
        (
            "select coalesce(f.name, f.former, o.code) as n from lake.outlet o join lake.firm f using (permit)",
            "n",
            [(FIRM, "former"), (FIRM, "name"), (OUTLET, "code")],
        ),
        (
            "select permit from lake.outlet union all select name from lake.firm",
            "permit",
            [(FIRM, "name"), (OUTLET, "permit")],
        ),
        ("select max(cod) filter (where on_day > date '2026-01-01') as m from lake.outlet", "m", [(OUTLET, "cod"), (OUTLET, "on_day")]),
        ("select row_number() over (partition by permit order by cod) as r from lake.outlet", "r", [(OUTLET, "cod"), (OUTLET, "permit")]),
        ("select list({'a': code, 'b': cod} order by on_day) as l from lake.outlet", "l", [(OUTLET, "cod"), (OUTLET, "code"), (OUTLET, "on_day")]),
        (
            "with u as (select digest, unnest(readings) as reading from lake.frame) select reading.pollutant as p from u",
            "p",
            [(FRAME, "readings")],
        ),
        ("select x.pollutant as p from lake.frame, unnest(readings) as u(x)", "p", [(FRAME, "readings")]),
        ("select list_transform(findings, finding -> finding.kind) as k from lake.frame", "k", [(FRAME, "findings")]),
        ("select (select max(name) from lake.firm) as m from lake.outlet", "m", [(FIRM, "name")]),
        (
            "select (select max(f.name) from lake.firm f where f.permit = o.permit) as m from lake.outlet o",
            "m",
            [(FIRM, "name")],
        ),
        ("from lake.outlet select cod", "cod", [(OUTLET, "cod")]),
        (
            """with recursive w as (
                select permit as p from lake.outlet union all select f.name from w join lake.firm f on w.p = f.permit
            ) select p from w""",
            "p",
            [(FIRM, "name"), (OUTLET, "permit")],
        ),
        ("select count(*) as n from lake.outlet", "n", []),
        ("select on_day + back as d from lake.outlet cross join range(13) as steps (back)", "d", [(OUTLET, "on_day")]),
        (
            "with v as (select code as value from lake.outlet) select json_object('value', value, 'a', 1) as j from v",
            "j",
            [(OUTLET, "code")],
        ),
    ],
)  # fmt: skip
def test_a_column_is_followed_to_where_it_comes_from(sql, column, expected):
    assert places(sql)[column] == expected


def test_what_is_taken_over_is_told_from_what_is_computed():
    made = made_of(
        "with a as (select code, upper(permit) as p from lake.outlet) select code, p from a", SCHEMA
    )
    assert (made["code"].as_is, made["code"].how) == (True, "")
    assert (made["p"].as_is, made["p"].how) == (False, "UPPER(outlet.permit)")


def test_a_name_that_leads_nowhere_is_said():
    made = made_of("select p.gone || o.code as g from lake.outlet o join lake.other p on true", SCHEMA)["g"]
    assert made.unknown == ("lake.other.gone",)
    assert made.places == ((OUTLET, "code"),)


@pytest.mark.parametrize("sql", ["select from where", "create table x (a int)"])
def test_what_is_no_select_is_refused(sql):
    with pytest.raises((SqlglotError, ValueError)):
        made_of(sql, SCHEMA)
