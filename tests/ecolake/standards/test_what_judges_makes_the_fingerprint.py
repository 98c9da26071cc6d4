"""A changed word re-validates nothing; a changed demand exactly the datasets that make it."""

import pytest

from ecolake.standards.load import load
from tests.ecolake.conftest import DATASET, SOURCE

ELEMENTS, STAGE, WATER = "elements/water.yaml", "datasets/water/stage.yaml", "sources/water.yaml"


@pytest.fixture
def changed(little, spoil):
    """Which datasets have another fingerprint once a piece of a file is replaced."""
    other = DATASET.replace('category: "1"', 'category: "2"').replace("  stage: {element: level}\n", "")
    (little / "datasets/water/moment.yaml").write_text(other[: other.index("rules:")], encoding="utf-8")
    source = SOURCE + "  moment: {read: {format: csv}, map: {STCD: station, TM: observed_at}}\n"
    (little / WATER).write_text(source, encoding="utf-8")
    before = load(little).datasets

    def run(name, old, new):
        after = load(spoil(name, old, new)).datasets
        return [key for key in after if after[key].fingerprint != before[key].fingerprint]

    return run


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (ELEMENTS, "en: Height of the water}", "en: Height of the free surface}"),
        (ELEMENTS, "source: SL 247-2012", "source: SL 247-2012 §3"),
        (ELEMENTS, "examples: [ABC, ZX]", "examples: [ABC]"),
        (STAGE, "definition: {zh: 水情, en: River stage}", "definition: {zh: 水情, en: Stage of rivers}"),
        (STAGE, "version: 1.0.0", "version: 1.0.1"),
        (STAGE, "grain: {zh: 每站每时", "grain: {zh: 每站每刻"),
        (STAGE, "update: hourly", "update: daily\nsla: {fresh_within: PT2H}"),
        (WATER, "owner: {unit: 水文中心", "owner: {unit: 水文局"),
        (WATER, 'schedule: "12 * * * *"', 'schedule: "13 * * * *"'),
        (WATER, "    read: {format: csv}\n", "    read: {format: csv, files: 'st*'}\n"),
    ],
)
def test_words_and_fetching_change_nothing(changed, name, old, new):
    assert changed(name, old, new) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "datasets"),
    [
        (ELEMENTS, "range: [-10, 6000]", "range: [-10, 500]", ["water.stage"]),
        (ELEMENTS, "title: {zh: 水位, en: water level}", "title: {zh: 水位, en: stage}", ["water.stage"]),
        (ELEMENTS, "type: text(5)", "type: text(6)", ["water.moment", "water.stage"]),
        ("codelists/trend.csv", "falling,落\n", "falling,落\nsteady,平\n", ["water.moment", "water.stage"]),
        ("codelists/trend.yaml", "edition: test", "edition: '2'", ["water.moment", "water.stage"]),
        (STAGE, "severity: reject", "severity: flag", ["water.stage"]),
        (STAGE, "en: Rising water needs its stage}", "en: Say the stage}", ["water.stage"]),
        (STAGE, "trend: {element: trend}", "trend: {element: trend, required: true}", ["water.stage"]),
        (STAGE, "key: [station, observed_at]", "key: [observed_at, station]", ["water.stage"]),
        (WATER, 'missing_in: {stage: ["-9999"]}', 'missing_in: {stage: ["-99"]}', ["water.stage"]),
        (WATER, "    read: {format: csv}\n", "    read: {format: csv, skip: 1}\n", ["water.stage"]),
        (WATER, "timezone: Asia/Shanghai", "timezone: UTC", ["water.moment", "water.stage"]),
    ],
)
def test_what_judges_changes_the_datasets_that_use_it(changed, name, old, new, datasets):
    assert changed(name, old, new) == datasets
