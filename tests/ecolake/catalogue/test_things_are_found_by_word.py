"""What a person types leads to the thing that is meant: names, titles, synonyms, codes, initials; the nearest first."""

from dataclasses import replace

import pytest

from ecolake.catalogue.find import find
from ecolake.catalogue.terms import fold, initials
from ecolake.errors import UsageError

DATASETS = (
    "ecology.census_s105_outfall_monitoring",
    "housing_construction.urban_sewage_plant_operation",
    "market_regulation.enterprise",
    "mee.surface_water_sampling_result",
)


@pytest.fixture(scope="module")
def few(standards):
    """Four datasets and one code list: the initials of all the others say no more here, and cost a second a question."""
    return replace(
        standards,
        datasets={name: standards.datasets[name] for name in DATASETS},
        codelists={"pollutant": standards.codelists["pollutant"]},
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("化学需氧量", "化学需氧量"),
        ("COD", "化学需氧量"),
        ("ｃｏｄ", "化学需氧量"),
        ("hxxyl", "化学需氧量"),
        ("w01018", "化学需氧量"),
        ("bod5", "五日生化需氧量"),
        ("chemical oxygen demand", "化学需氧量"),
        ("unified_social_credit_code", "统一社会信用代码"),
    ],
)
def test_the_nearest_comes_first(home, few, words, first):
    answer = find(home, words, few)
    assert answer.release is None
    assert answer.found[0].title_zh == first


def test_a_synonym_of_the_element_finds_the_items_that_it_is(home, few):
    found = {one.name for one in find(home, "cod", few, most=40).found}
    assert {"mee.surface_water_sampling_result.chemical_oxygen_demand", "pollutant.w01018"} <= found


def test_a_query_stands_with_what_is_found(home, few):
    (one,) = (
        one
        for one in find(home, "化学需氧量", few).found
        if one.name == "mee.surface_water_sampling_result.chemical_oxygen_demand"
    )
    assert one.sql == (
        "select section_code, sampled_at, chemical_oxygen_demand from lake.mee__surface_water_sampling_result limit 20"
    )


def test_all_of_several_words_must_be_met(home, few):
    both, one = (find(home, words, few, most=500) for words in ("进水 化学需氧量", "化学需氧量"))
    assert 0 < both.total < one.total


def test_the_same_question_has_the_same_answer(home, few):
    assert find(home, "出水", few) == find(home, "出水", few)


def test_no_more_are_returned_than_asked_for_and_all_are_counted(home, few):
    answer = find(home, "水", few, most=3)
    assert (len(answer.found), answer.total > 3) == (3, True)


def test_what_is_there_not_is_not_found(home, few):
    assert find(home, "' or 1=1 --", few).total == 0


def test_nothing_to_look_for_is_refused(home, few):
    with pytest.raises(UsageError, match="nothing to look for"):
        find(home, " ", few)


def test_texts_are_compared_as_people_type():
    assert fold("ＣＯＤ_Influent（mg/L）") == "cod influent mg l"
    assert initials("PM2.5 小时均值") == "pm25xsjz"
