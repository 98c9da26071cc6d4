"""A lake of two stations, and a table that counts their hours by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ecolake import lake
from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.derived.runner import Brought, bring_up
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column
from tests.support.lake_fixture import CHECKOUT, TinyLake, home_at

HOURS = "mee.air_station_hourly"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
LOCAL = "observed_at at time zone 'Asia/Shanghai'"


def hour(day: int, aqi: int, station: str = "A", **others: object) -> dict[str, object]:
    """A row of noon of a day of March 2026."""
    at = datetime(2026, 3, 1, 4, tzinfo=UTC) + timedelta(days=day - 1)
    return {"station_code": station, "observed_at": at, "aqi": aqi, **others}


@dataclass
class Counting:
    """A table of `day, hours, total`, which remembers the days that it was asked for."""

    asked: list[int] = field(default_factory=list)

    def compute(self, connection: Any, day: date, _: Methods) -> pl.DataFrame:
        self.asked.append(day.day)
        select = "select count(*) as hours, coalesce(sum(aqi), 0)::bigint as total from lake.mee__air_station_hourly"
        return connection.execute(select).pl().with_columns(day=pl.lit(day))


@dataclass
class World:
    """A home with a table, and what has been made of it."""

    tiny: TinyLake
    counting: Counting
    table: DerivedTable

    def deliver(self, *rows: dict[str, object], **account: object) -> str:
        return self.tiny.deliver(HOURS, list(rows), account=account)

    def run(self, *tables: Any) -> Brought:
        self.counting.asked.clear()
        wanted = tables or (self.table,)
        return bring_up(self.tiny.home, self.tiny.standards, tables=wanted, clock=lambda: NOW)

    def rows(self, name: str = "counted") -> list[tuple[Any, ...]]:
        found = lake.scan(self.tiny.home, f"derived/{name}").drop("_month").sort("day").collect()
        return [(day.day, *rest) for day, *rest in found.iter_rows()]


@pytest.fixture(scope="session")
def standards() -> Standards:
    return load(CHECKOUT / "standards")


@pytest.fixture
def declare() -> Callable[..., DerivedTable]:
    def make(counting: Counting, **others: Any) -> DerivedTable:
        said: dict[str, Any] = {
            "name": "counted",
            "title": Text(zh="计数", en="counts"),
            "columns": (
                Column("day", "DATE", "日", "day"),
                Column("hours", "BIGINT", "时数", "hours"),
                Column("total", "BIGINT", "合计", "total"),
            ),
            "reads": (Reads(HOURS, LOCAL),),
            "compute": counting.compute,
        }
        return DerivedTable(**(said | others))

    return make


@pytest.fixture
def world(tmp_path: Path, standards: Standards, declare: Callable[..., DerivedTable]) -> World:
    counting = Counting()
    return World(TinyLake(home_at(tmp_path), standards), counting, declare(counting))
