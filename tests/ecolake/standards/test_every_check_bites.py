"""Declared = enforced = proven: for every check of every dataset, a mutation of good rows that it must catch."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest

from ecolake.batch_reader import read_batch
from ecolake.domain.derivation import resolve
from ecolake.ingestion import ingest
from ecolake.landing import manifests
from ecolake.mapping import map_table
from ecolake.standards.checks import unread_column
from ecolake.standards.compile import compile_dataset
from ecolake.validation import receipt
from simulator.demo import serve

FUTURE = datetime(2099, 1, 1, tzinfo=UTC)
OTHER_CODE = "91350900587527783P"

# What to change in a good row so that the rule, and no reading of it as text, must catch it.
RULES = {
    "mee.air_station_hourly": {
        "observed_not_in_future": {"observed_at": FUTURE},
        "observed_since_the_network_began": {"observed_at": datetime(2001, 1, 1, tzinfo=UTC)},
        "observed_on_the_hour": {"observed_at": datetime(2026, 3, 1, 0, 30, tzinfo=UTC)},
        "aqi_as_published": {"aqi_published": 499},
        "primary_pollutant_as_published": {"primary_pollutant_published": "CO,O3", "aqi_published": 60},
        "pm2_5_within_pm10": {"pm2_5_1h": Decimal(90), "pm10_1h": Decimal(50)},
        "o3_within_daily_maximum": {"o3_1h": Decimal(90), "o3_24h_max": Decimal(50)},
        "o3_8h_within_daily_maximum": {"o3_8h": Decimal(90), "o3_8h_24h_max": Decimal(50)},
        "a_concentration_was_measured": dict.fromkeys(
            ("so2_1h", "no2_1h", "pm10_1h", "pm2_5_1h", "co_1h", "o3_1h")
        ),
    },
    "market_regulation.enterprise": {
        "established_not_in_future": {"established_on": date(2099, 1, 1)},
        "updated_not_in_future": {"updated_at": FUTURE},
        "term_begins_before_it_ends": {"business_from": date(2020, 1, 2), "business_to": date(2020, 1, 1)},
        "deregistered_after_established": {"deregistered_on": date(1900, 1, 1)},
        "organisation_code_is_part_of_credit_code": {"organisation_code": "00000000-0"},
        "ended_with_a_date": {"registration_status": "注销", "deregistered_on": None},
        "coordinates_come_in_pairs": {"longitude": None, "latitude": Decimal("24.5")},
        "branch_names_its_parent": {"is_branch": True, "parent_unified_social_credit_code": None},
    },
    "ecology.discharge_permit": {
        "ends_after_it_begins": {"valid_from": date(2025, 1, 1), "valid_to": date(2025, 1, 1)},
        "issued_not_in_future": {"issued_on": date(2099, 1, 1)},
        "number_begins_with_holder": {"unified_social_credit_code": OTHER_CODE},
        "outlet_has_a_code": {"discharge_outlet_code": None, "outlet_name": "1#"},
        "outlet_code_fits_medium": {"discharge_outlet_code": "DA001", "outlet_medium": "water"},
        "not_expired": {"valid_to": date(2001, 1, 1)},
    },
    "iot.hj212_frame": {
        "data_time_not_in_future": {"data_time": FUTURE},
        "readings_are_numbers": {"unreadable_count": 1},
        "uploaded_data_has_a_time": {"command_code": "2011", "reading_count": 1, "data_time": None},
        "system_and_command_are_known_form": {"system_code": None},
    },
}


@pytest.fixture(scope="module")
def good_rows(tmp_path_factory, standards, county):
    """One row of each dataset that no check minds, with its unread marks."""
    from ecolake.home import Home

    root = tmp_path_factory.mktemp("home")
    home = Home(root, root / "raw", standards_project())
    rows = {}
    with serve(county) as environment:
        for dataset_id, dataset in standards.datasets.items():
            ingest(home, standards, dataset_id, environment)
            frames = []
            for manifest in manifests(home, dataset.source, dataset.name):
                frames.extend(read_batch(home, dataset, manifest, root).frames)
            frame = map_table(pl.concat(frames, how="diagonal"), dataset, dataset.mapping)
            for derivation in dataset.spec.derive:
                frame = resolve(derivation).apply(frame)
            standard = compile_dataset(dataset)
            judged = standard.evaluate(frame.with_columns(receipt(standard))).collect()
            passing = judged.filter(pl.all_horizontal(pl.col(word) == 0 for word in standard.words))
            rows[dataset_id] = passing.head(1).drop(standard.words)
    return rows


def standards_project():
    from pathlib import Path

    return Path(__file__).parents[3]


def breach(check, item):
    """A value of the item that the domain check must catch."""
    element = item.element
    if check.kind == "required":
        return None
    if check.kind == "length":
        return "长" * (element.type.size + 1)
    if check.kind == "range":
        low, high = element.range
        return (high if high is not None else low) + (1 if high is not None else -1)
    if check.kind in {"pattern", "code"}:
        return "?"
    return OTHER_CODE[:17] + "Q"


def mutate(row, dataset, check):
    if check.kind == "rule":
        return row.with_columns(
            pl.lit(v, dtype=dataset.schema[k]).alias(k) for k, v in RULES[dataset.id][check.id].items()
        )
    if check.kind == "unread":
        return row.with_columns(pl.lit(True).alias(unread_column(check.items[0])))
    name, *child = check.id.split(".")[:-1]
    item = dataset.items[name]
    if not child:
        return row.with_columns(pl.lit(breach(check, item), dtype=item.polars).alias(name))
    field = next(part for part in item.each if part.name == child[0])
    elements = row[name][0].to_list() or [{part.name: None for part in item.each}]
    elements[-1] = {**elements[-1], field.name: breach(check, field)}
    return row.with_columns(pl.Series(name, [elements], dtype=item.polars))


def proven(dataset, row):
    standard = compile_dataset(dataset)
    caught = set()
    for check in standard.checks:
        mutant = standard.evaluate(mutate(row, dataset, check).lazy()).collect()
        if mutant.select(standard.failing(check)).item():
            caught.add(check.id)
    return caught


@pytest.mark.parametrize("dataset_id", RULES)
def test_every_declared_check_is_enforced_and_proven(standards, good_rows, dataset_id):
    dataset = standards.datasets[dataset_id]
    assert good_rows[dataset_id].height == 1
    declared_rules = {rule.id for rule in dataset.rules}
    assert set(RULES[dataset_id]) == declared_rules
    enforced = {check.id for check in compile_dataset(dataset).checks}
    assert declared_rules <= enforced
    assert proven(dataset, good_rows[dataset_id]) == enforced


def test_every_domain_of_an_element_is_a_check(standards):
    """Nothing an element declares is left without a check of its own."""
    for dataset in standards.datasets.values():
        enforced = {check.id for check in compile_dataset(dataset).checks}
        for path, item in ((p, i) for name, top in dataset.items.items() for p, i in walk(name, top)):
            if item.element is None:
                continue
            declared = {kind for kind in ("range", "pattern", "check") if getattr(item.element, kind)}
            declared |= {"code"} if item.element.codes else set()
            declared |= {"length"} if item.element.type.name == "text" else set()
            declared |= {"required"} if item.required else set()
            assert {f"{path}.{kind}" for kind in declared} <= enforced, (dataset.id, path)


def walk(name, item):
    yield name, item
    for child in item.each or ():
        yield f"{name}.{child.name}", child


def test_removed_check_would_be_noticed(standards, good_rows, monkeypatch):
    """The proof itself bites: with one compiled check made void, it is no longer proven."""
    import dataclasses

    dataset = standards.datasets["ecology.discharge_permit"]
    whole = compile_dataset(dataset)
    void = dataclasses.replace(whole.checks[0], holds=pl.lit(True))
    crippled = dataclasses.replace(whole, checks=(void, *whole.checks[1:]))
    monkeypatch.setitem(globals(), "compile_dataset", lambda _: crippled)
    assert void.id not in proven(dataset, good_rows[dataset.id])
