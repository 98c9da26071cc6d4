"""A small lake in which several departments speak of the same enterprises: simulated files of two days, landed and accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ecolake.home import Home
from ecolake.ingestion import accept_files
from ecolake.registry.standing import register_anew
from ecolake.standards.catalogue import Standards
from ecolake.warehouse.releases import Release, publish
from ecolake.warehouse.sources import prepare
from simulator.demo import simulate
from tests.support import lake_fixture, water_rows
from tests.support.marts_by_hand import make_marts
from tests.support.model_datasets import read_by_models

# Each with the pattern of its files below the folder of its source.
FILES = {
    "market_regulation.enterprise": "scztxx_*.zip",
    "cities.city_credit_rating": "hjxy_*.csv",
    "ecology.environmental_statistics_industry": "ledgers/hjtjgyqynb_*.xlsx",
    "housing_construction.domestic_waste_facility": "shlj_*.zip",
    "human_resources.enterprise_insured_employees": "cbrs_*.txt",
    "industry_information.industry_rectification": "hyzz_*.xlsx",
    "mee.air_station_hourly": "cnemc_air_*T00.geojson",
    "statistics.statistical_unit": "dwml_*.tsv.gz",
    "taxation.environmental_tax_review": "hbssb_*.csv",
}
Delivery = tuple[str, Path]


def narrowed(standards: Standards) -> Standards:
    """The standards of these datasets, and of those that models read by name."""
    return replace(
        standards,
        datasets={
            name: standards.datasets[name]
            for name in sorted({*FILES, *lake_fixture.DATASETS, *water_rows.DATASETS, *read_by_models()})
        },
    )


def deliveries(folder: Path, standards: Standards, days: int = 2) -> list[Delivery]:
    """Simulate, and say which file is of which dataset, by day."""
    simulate(folder, profile="tiny", standards=standards, only=list(FILES), days=days)
    return [
        (dataset_id, path)
        for dataset_id, pattern in FILES.items()
        for path in sorted((folder / dataset_id.split(".")[0]).glob(pattern))
    ]


def arrive(home: Home, standards: Standards, order: Sequence[Delivery], noon: datetime) -> None:
    """Accept the deliveries one by one, a minute apart."""
    for minute, (dataset_id, path) in enumerate(order):
        accept_files(home, standards, dataset_id, [path], lambda at=noon + timedelta(minutes=minute): at)


def publish_all(home: Home, standards: Standards, noon: datetime) -> Release:
    """Register, make every mart, and publish."""
    register_anew(home, standards)
    build = prepare(home, standards)
    make_marts(home, build.path)
    return publish(home, build, now=noon)
