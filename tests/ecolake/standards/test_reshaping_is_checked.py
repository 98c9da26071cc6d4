"""Faults of `compose`, `unpivot`, `constants` and `air_quality_daily`, each planted in the little water standards."""

import pytest

from ecolake.standards.load import inspect

MAP = "map: {STCD: station, TM: observed_at, Z: stage, WPTN: trend}"
CODES = '    codes: {trend: {"4": falling, "5": rising}}\n'
REST = '    missing_in: {stage: ["-9999"]}\n    units: {stage: cm}\n'
KEY = "key: [station, observed_at]"
UNPIVOT = "map: {STCD: station, TM: observed_at}\n    unpivot: {name: trend, value: stage, columns: {UP: rising, DOWN: falling}}"


@pytest.fixture
def found(little):
    """Say how the columns come, and what else the dataset says; return the codes of what is found, and all words."""

    def run(said, *changes):
        source = little / "sources/water.yaml"
        text = source.read_text(encoding="utf-8")
        source.write_text(text.replace(MAP, said).replace(CODES, "").replace(REST, ""), encoding="utf-8")
        dataset = little / "datasets/water/stage.yaml"
        text = dataset.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        dataset.write_text(text, encoding="utf-8")
        findings = inspect(little)[1]
        return [one.code for one in findings], " ".join(one.message + one.hint for one in findings)

    return run


KEYED = (KEY, "key: [station, observed_at, trend]")


def test_sound_ones_have_no_fault(found):
    said = UNPIVOT.replace("TM: observed_at", "X: station").replace("STCD: station, X", "X")
    said += '\n    compose: {observed_at: "{Y}-{M}"}\n    formats: {observed_at: "%Y-%m-%d"}'
    assert found(said.replace("falling}}", "falling}, units: {UP: cm}}"), KEYED) == ([], "")


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ('map: {S: station}\n    compose: {observed_at: "{Y}-{}"}', "bad_value", "brace"),
        ('map: {S: station}\n    compose: {observed_at: "2013-{M"}', "bad_value", "brace"),
        ('map: {S: station}\n    compose: {observed_at: "2013"}', "bad_value", "names no column"),
        ('map: {S: station, T: observed_at}\n    compose: {observed_at: "{Y}"}', "duplicate", "already fed"),
        ('map: {S: station, T: observed_at}\n    compose: {stages: "{Y}"}', "missing_reference", "stage"),
        ('map: {S: station}\n    compose: {observed_at: "{Y}"}\n    ignore: [Y]', "mapped_and_ignored", "Y"),
        ("map: {S: station, T: observed_at}\n    constants: {trend: steady}", "bad_value", "steady"),
        ("map: {S: station, T: observed_at}\n    constants: {stage: '1.23456'}", "bad_value", "decimal"),
        ("map: {S: station, T: observed_at}\n    constants: {stage: '7000'}", "bad_value", "7000"),
        ("map: {S: station}\n    constants: {observed_at: '2026-01-01'}", "bad_value", "datetime"),
    ],
)
def test_a_fault_of_a_template_or_a_constant(found, said, code, words):
    codes, text = found(said)
    assert codes == [code]
    assert words in text


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("UP: rising", "UP: risen", "bad_code", "rising"),
        ("DOWN: falling", "DOWN: rising", "duplicate", "rising"),
        ("value: stage", "value: stages", "missing_reference", "stage"),
        ("name: trend", "name: station", "duplicate", "already fed"),
        ("falling}}", "falling}, units: {UP: kg}}", "bad_unit", "kg"),
        ("falling}}", "falling}, units: {OP: cm}}", "missing_reference", "not among"),
    ],
)
def test_a_fault_of_the_readings(found, old, new, code, words):
    codes, text = found(UNPIVOT.replace(old, new), KEYED)
    assert code in codes
    assert words in text


def test_a_code_outside_the_key_would_make_readings_contradict_each_other(found):
    codes, text = found(UNPIVOT)
    assert codes == ["bad_value"]
    assert "not in the key" in text


def test_a_unit_that_nothing_converts_to(found, little):
    elements = little / "elements/water.yaml"
    text = elements.read_text(encoding="utf-8")
    elements.write_text(text.replace("  unit: m\n  accepts: [cm]\n", ""), encoding="utf-8")
    codes, text = found(UNPIVOT.replace("falling}}", "falling}, units: {UP: cm}}"), KEYED)
    assert codes == ["bad_unit"]
    assert "nothing says which unit" in text


DAILY = "air_quality_daily: {station: station, hour: observed_at, pollutant: trend, value: stage, hour_named_by: end}\nitems:"


def test_days_are_made_of_readings_that_no_hour_counts_twice(found):
    assert found(UNPIVOT, KEYED, ("items:", DAILY))[0] == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("value: stage", "value: stages", "missing_reference"), ("value: stage", "value: trend", "bad_value")],
)
def test_a_part_of_a_day_that_no_item_can_be(found, old, new, code):
    assert found(UNPIVOT, KEYED, ("items:", DAILY.replace(old, new)))[0] == [code]


def test_a_key_by_which_an_hour_could_count_twice(found):
    assert found(MAP, ("items:", DAILY))[0] == ["bad_value"]
