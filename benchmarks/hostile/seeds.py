"""Good files to be spoilt: one or a few of every format and wrapping, as the simulated departments write them.

Small, so that a change hits something that matters. Does not belong here: how they are spoilt (`spoil`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ecolake.standards.catalogue import Standards
from simulator.demo import simulate
from simulator.departments.delivery import Delivery, Desk
from simulator.departments.disguise import mapping_of
from simulator.departments.plan import load_plan
from simulator.departments.writers import markup
from simulator.departments.writers.style import Style
from simulator.departments.writers.write import write
from simulator.tables import true_rows
from simulator.world import make_world

SEED = 20260302
START = date(2026, 3, 2)
STAMP = datetime(2026, 3, 2, 8)  # noqa: DTZ001  as the source's own clock shows it
ROWS = 24
# Days that are asked for a delivery: not every dataset has one on the first.
DAYS = 31

# Dataset, and the name that its file has.
WANTED = (
    ("agriculture.crop_nonpoint_source", "a.csv"),
    ("cities.city_air_station_daily", "a.csv"),
    ("cities.city_air_station_daily", "bom.csv"),
    ("commerce.fuel_storage_and_vehicle_recycling", "a.csv"),
    ("counties.village_profile", "a.xlsx"),
    ("civil_affairs.administrative_unit", "a.xlsx"),
    ("cities.city_pollution_source_ledger", "a.xlsx"),
    ("enterprises.enterprise_noise_emission", "a.json"),
    ("cities.city_water_station", "a.json"),
    ("cities.city_air_station_hourly", "a.parquet"),
    ("ecology.air_emission_inventory", "a.xlsx"),
    ("ecology.air_background_station", "a.parquet"),
    ("ecology.coastal_monitoring", "a.parquet"),
    ("ecology.hazardous_waste_manifest", "a.ndjson"),
    ("ecology.hazardous_waste_manifest", "a.ndjson.gz"),
    ("ecology.waste_generation_record", "a.ndjson"),
    ("ecology.coastal_station", "a.geojson"),
    ("ecology.sealed_source", "a.xml"),
    ("ocean_fisheries.ocean_buoy_observation", "a.xml"),
    ("ecology.eia_acceptance_notice", "a.html"),
    ("internet.tender_project", "a.html"),
    ("ecology.ecological_redline", "a.gpkg"),
    ("ecology.river_line", "a.gpkg"),
    ("natural_resources.closed_mine", "a.zip"),
    ("agriculture.livestock_farm", "a.zip"),
    ("electric_power.enterprise_electricity_use", "a.txt"),
    ("human_resources.enterprise_insured_employees", "a.txt"),
)
# Feeds that the simulator writes by hand.
FEEDS = (
    ("mee.air_station_hourly", "mee"),
    ("market_regulation.enterprise", "market_regulation"),
    ("ecology.discharge_permit", "ecology"),
    ("iot.hj212_frame", "iot"),
)


@dataclass(frozen=True)
class Seed:
    """A good file.

    Attributes:
        dataset_id: Which dataset takes it.
        format: As its mapping has it.
        name: Its name.
        content: Its bytes.
    """

    dataset_id: str
    format: str
    name: str
    content: bytes


def good_files(standards: Standards) -> list[Seed]:
    """Make all of them; the same ones every time."""
    with TemporaryDirectory() as folder:
        return [*_departments(standards, Path(folder)), *_feeds(standards, Path(folder))]


def _departments(standards: Standards, folder: Path) -> Iterator[Seed]:
    world = make_world("tiny", SEED, START)
    desk = Desk(
        lambda dataset, day, since: true_rows(world, standards, dataset, day, since),
        SEED,
        START,
        folder / "waiting",
    )
    for dataset_id, name in WANTED:
        delivery = _delivery(standards, desk, dataset_id)
        read = mapping_of(delivery.dataset).read
        style = Style("数据表", STAMP, bom=name.startswith("bom"))
        held = delivery.held.head(ROWS)
        if read.format == "html":
            for number, page in enumerate(markup.pages(held.head(2), read, "公告")):
                yield Seed(dataset_id, read.format, f"{number}-{name}", page)
        else:
            yield Seed(dataset_id, read.format, name, write(held, delivery.said, read, name, style))


def _delivery(standards: Standards, desk: Desk, dataset_id: str) -> Delivery:
    """Return the first delivery that has rows."""
    dataset = standards.datasets[dataset_id]
    for offset in range(DAYS):
        day = date.fromordinal(START.toordinal() + offset)
        delivery = desk.deliver(dataset, load_plan(dataset.source), day)
        if delivery is not None and delivery.held.height:
            return delivery
    raise LookupError(f"{dataset_id} delivers nothing in {DAYS} days")


def _feeds(standards: Standards, folder: Path) -> Iterator[Seed]:
    simulated = simulate(folder / "tiny", profile="tiny", seed=SEED, start=START)
    for dataset_id, source in FEEDS:
        path = min(path for path in simulated.paths[source].rglob("*") if path.is_file())
        read = mapping_of(standards.datasets[dataset_id]).read
        content = path.read_bytes()
        if read.format == "hj212":
            content = b"".join(content.splitlines(keepends=True)[:ROWS])
        yield Seed(dataset_id, read.format, path.name, content)
