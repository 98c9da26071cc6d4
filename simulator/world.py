"""The small true world: a county's enterprises, their permits, outlets and devices, and its air stations.

Belongs here: what is so. Does not belong here: what a department says about it (one module each), what
is measured hour by hour (``mee``, ``measurements``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from simulator.codes import device_number, make_uscc, permit_number

_HERE = Path(__file__).parent
_CODE_SINCE = date(2015, 10, 1)  # the unified social credit code replaced the older registration numbers


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
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True)
class Enterprise:
    """A company, as it truly is."""

    uscc: str
    name: str
    former_name: str
    legal_representative: str
    telephone: str
    established_on: date
    capital: int
    employees: int
    division_code: str
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
    longitude: float
    latitude: float
    level: float


@dataclass(frozen=True)
class World:
    """Everything that is true, in the order of its codes."""

    seed: int
    hours: int
    enterprises: tuple[Enterprise, ...]
    stations: tuple[Station, ...]


@cache
def county() -> dict[str, Any]:
    """Return the facts about the county in ``county.yaml``."""
    facts: dict[str, Any] = yaml.safe_load((_HERE / "county.yaml").read_text(encoding="utf-8"))
    return facts


def load_profile(name: str) -> dict[str, int]:
    """Return the sizes of a profile.

    Raises:
        ValueError: No such profile.
    """
    profiles: dict[str, dict[str, int]] = yaml.safe_load(
        (_HERE / "profiles.yaml").read_text(encoding="utf-8")
    )
    if name not in profiles:
        raise ValueError(f"no profile {name!r} in simulator/profiles.yaml; there are {', '.join(profiles)}")
    return profiles[name]


def make_world(profile: str, seed: int, start: date) -> World:
    """Make the world that the feeds look at from ``start`` on."""
    sizes = load_profile(profile)
    rng = Random(f"world/{seed}")
    names = _company_names(rng, sizes["enterprises"])
    enterprises = [_enterprise(rng, index, name, start) for index, name in enumerate(names)]
    stations = tuple(_station(rng, index) for index in range(sizes["stations"]))
    return World(seed, sizes["hours"], tuple(sorted(enterprises, key=lambda one: one.uscc)), stations)


def _company_names(rng: Random, wanted: int) -> list[str]:
    brands = [
        first + second for first in county()["brand"] for second in county()["brand"] if first != second
    ]
    return rng.sample(brands, wanted)


def _enterprise(rng: Random, index: int, brand: str, start: date) -> Enterprise:
    facts = county()
    trade = facts["trades"][index % len(facts["trades"])]
    town = rng.choice(facts["townships"])
    established = start - timedelta(days=rng.randrange(900, 9000))
    uscc = make_uscc(rng, rng.choice(facts["registered_in"]), since_2015=established >= _CODE_SINCE)
    name = f"{facts['county']['name']}{brand}{trade['word']}有限公司"
    number = rng.randrange(1, 400)
    return Enterprise(
        uscc=uscc,
        name=name,
        former_name=f"{facts['county']['name']}{brand}{trade['word']}厂" if rng.random() < 0.15 else "",
        legal_representative=rng.choice(facts["surnames"]) + rng.choice(facts["given"]),
        telephone=f"0595-8{rng.randrange(1_000_000, 9_999_999)}",
        established_on=established,
        capital=rng.choice((50, 100, 200, 500, 1000, 3000, 8000)),
        employees=rng.randrange(8, 900),
        division_code=facts["county"]["code"],
        address=f"福建省{facts['county']['city']}{facts['county']['name']}{town['name']}{brand}路{number}号",
        longitude=round(town["longitude"] + rng.uniform(-0.02, 0.02), 6),
        latitude=round(town["latitude"] + rng.uniform(-0.02, 0.02), 6),
        industry_code=trade["code"],
        industry_section=trade["section"],
        industry_title=trade["title"],
        permit=_permit(rng, index, uscc, trade["outlets"], start),
    )


def _permit(rng: Random, index: int, uscc: str, media: list[str], start: date) -> Permit:
    # By turns of three, which shares no factor with the ten trades: every trade has key units.
    management_class = ("key", "simplified", "registered")[index % 3]
    years, letter = {"key": (5, "P"), "simplified": (5, "Q"), "registered": (5, "W")}[management_class]
    issued = start - timedelta(days=rng.randrange(30, 1500))
    outlets = []
    for position, medium in enumerate(media):
        kind, word = ("W", "废水总排放口") if medium == "water" else ("A", "废气排放口")
        number = 1 + sum(1 for before in media[:position] if before == medium)
        code = f"D{kind}{number:03d}"
        mn = device_number(0x16000 + index * 16 + position) if management_class == "key" else ""
        outlets.append(Outlet(code, f"{word}{number}", medium, mn))
    valid_to = issued.replace(day=min(issued.day, 28), year=issued.year + years)
    return Permit(permit_number(uscc, 1, letter), management_class, issued, valid_to, tuple(outlets))


def _station(rng: Random, index: int) -> Station:
    town = county()["townships"][index % len(county()["townships"])]
    return Station(
        # The feed's own stations are numbered from 1001A; 90 is far above any that it has.
        code=f"{9001 + index}A",
        name=f"{town['name'].removesuffix('街道').removesuffix('镇')}站",
        longitude=round(town["longitude"] + rng.uniform(-0.01, 0.01), 4),
        latitude=round(town["latitude"] + rng.uniform(-0.01, 0.01), 4),
        level=round(rng.uniform(0.8, 1.3), 3),
    )
