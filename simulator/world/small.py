"""The world as objects, for the feeds that walk it enterprise by enterprise.

Belongs here: the shapes of the objects and making them of the frames. Does not belong here: anything drawn.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from simulator.world.world import World


@dataclass(frozen=True)
class Outlet:
    """A discharge outlet of a permit; ``device_number`` is empty where nothing measures it on line."""

    code: str
    name: str
    medium: str
    device_number: str


@dataclass(frozen=True)
class Permit:
    """A discharge permit: management class ``key``, ``simplified`` or ``registered``."""

    number: str
    management_class: str
    issued_on: date
    valid_to: date
    issuer: str
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True)
class Enterprise:
    """A company, as it truly is; ``capital`` in ten thousand yuan."""

    uscc: str
    name: str
    former_name: str
    legal_representative: str
    telephone: str
    established_on: date
    capital: float
    employees: int
    division_code: str
    county_name: str
    postal_code: str
    address: str
    longitude: float
    latitude: float
    industry_code: str
    industry_section: str
    industry_title: str
    permit: Permit


@dataclass(frozen=True)
class Station:
    """An air station; ``level`` is how polluted its place is, 1 being usual."""

    code: str
    name: str
    city_name: str
    longitude: float
    latitude: float
    level: float


_ENTERPRISE: dict[str, str | pl.Expr] = {
    "uscc": "unified_social_credit_code",
    "name": "enterprise_name",
    "former_name": pl.col("former_name").fill_null(""),
    "legal_representative": "person_name",
    "telephone": "telephone",
    "established_on": "established_on",
    "capital": "registered_capital",
    "employees": "employees",
    "division_code": "division_code",
    "county_name": "county_name",
    "postal_code": "postal_code",
    "address": "address",
    "longitude": "longitude",
    "latitude": "latitude",
    "industry_code": "industry_code",
    "industry_section": "industry_section",
    "industry_title": "industry_title",
}
_PERMIT = {
    "number": "permit_number",
    "management_class": "management_class",
    "issued_on": "permit_date",
    "valid_to": "valid_to_date",
    "issuer": "authority",
}
_OUTLET: dict[str, str | pl.Expr] = {
    "code": "discharge_outlet_code",
    "name": "outlet_name",
    "medium": "outlet_medium",
    "device_number": pl.col("device_number").fill_null(""),
}
_STATION = {
    "code": "station_code",
    "name": "station_name",
    "city_name": "city_name",
    "longitude": "longitude",
    "latitude": "latitude",
    "level": "level",
}


def enterprises(world: "World") -> tuple[Enterprise, ...]:
    """Return the enterprises of the whole scope, by credit code."""
    outlets: dict[str, list[Outlet]] = {}
    table = world.frame("outlet")
    for number, row in zip(
        table["permit_number"], table.select(**_OUTLET).iter_rows(named=True), strict=True
    ):
        outlets.setdefault(number, []).append(Outlet(**row))
    permits = {
        row["number"]: Permit(**row, outlets=tuple(outlets.get(row["number"], ())))
        for row in world.frame("permit").select(**_PERMIT).iter_rows(named=True)
    }
    own = world.frame("enterprise")
    rows = zip(own["permit_number"], own.select(**_ENTERPRISE).iter_rows(named=True), strict=True)
    return tuple(Enterprise(**row, permit=permits[number]) for number, row in rows)


def stations(world: "World") -> tuple[Station, ...]:
    """Return the air stations, by code."""
    table = world.frame("air_station").select(**_STATION)
    return tuple(Station(**row) for row in table.iter_rows(named=True))
