"""The staggered-production order stops as few enterprises as any choice that reaches the target: all choices are tried."""

import re
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pytest

MODEL = Path(__file__).parents[2] / "dbt_project" / "models" / "marts" / "control" / "control_order.sql"
SHARE, KEEPS, SECTOR = 0.4, 0.1, 0.5


@pytest.fixture(scope="module")
def sql():
    return re.sub(r"\{\{ \w+\((?:'lake', )?'(\w+)'\) \}\}", r"\1", MODEL.read_text(encoding="utf-8"))


def enterprises(seed):
    """Ten enterprises of three industries, one of them protected."""
    rng = np.random.default_rng(seed)
    return [
        (
            f"E{number:02d}",
            str(rng.choice(["17", "22", "44"], p=[0.45, 0.4, 0.15])),
            float(rng.integers(1, 100)),
        )
        for number in range(10)
    ]


def stops(sql, some):
    with duckdb.connect() as connection:
        connection.execute(
            "create table method_figure as select 'control' as method, unnest($1) as figure, unnest($2) as value",
            [["order.sector_share", "order.keeps_running", "order.reductions.red"], [SECTOR, KEEPS, SHARE]],
        )
        connection.execute("create table control_pollutant as select 'a21026' as pollutant_code")
        connection.execute(
            "create table control_protected as select 'industry' as kind, '44' as code, '' as reason_zh, '' as reason_en"
        )
        connection.execute(
            "create table enterprise_monitoring (enterprise_code varchar, discharge_kg double, monitoring_point_code varchar default 'p',"
            " pollutant_code varchar default 'a21026', month_begins_on date default '2026-03-01', hours_valid bigint default 24)"
        )
        connection.execute(
            "create table control_class (enterprise_code varchar, industry varchar, enterprise_name varchar default '',"
            " city_code varchar default '350500', scheme varchar default 'grade', outcome varchar default 'C')"
        )
        for code, industry, amount in some:
            connection.execute(
                "insert into enterprise_monitoring (enterprise_code, discharge_kg) values (?, ?)",
                [code, amount],
            )
            connection.execute(
                "insert into control_class (enterprise_code, industry) values (?, ?)", [code, industry]
            )
        found = connection.execute(f"select enterprise_code, stops, is_reachable from ({sql})").fetchall()
    return {code for code, is_stopped, _ in found if is_stopped}, all(reachable for *_, reachable in found)


def fewest(some):
    """Try every choice, small ones first."""
    target = SHARE * sum(amount for *_, amount in some)
    sizes = {industry: sum(one[1] == industry for one in some) for _, industry, _ in some}
    may = [one for one in some if one[1] != "44"]
    for number in range(len(may) + 1):
        for choice in combinations(may, number):
            taken = [industry for _, industry, _ in choice]
            allowed = all(taken.count(one) <= max(1, int(SECTOR * sizes[one])) for one in set(taken))
            if allowed and (1 - KEEPS) * sum(amount for *_, amount in choice) >= target:
                return number
    return None


@pytest.mark.parametrize("seed", range(25))
def test_no_choice_reaches_the_target_with_fewer(sql, seed):
    some = enterprises(seed)
    stopped, is_reachable = stops(sql, some)
    least = fewest(some)
    assert is_reachable is (least is not None)
    if least is not None:
        assert len(stopped) == least
