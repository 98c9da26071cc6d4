"""The catalogue holds what it says: every category once, every item a thing of its own, nothing to fill a count."""

import re
from collections import Counter

import pytest

CATEGORIES, ITEMS = 373, 4152
OUTSIDE, INTERNAL = 132, 241
DEPARTMENTS, CHANNELS = 21, 7

# Words of padding, and a name that only a number tells from its neighbour.
FILLER = re.compile(r"(^|_)(reserve[ds]?|spare|filler|placeholder|dummy|extra|misc|other_\d+)(_|$)")
FILLER_ZH = re.compile(r"预留|备用|保留字段|扩展字段|占位")
NUMBERED = re.compile(r"^(?P<stem>[a-z_]+?)_?(?P<number>\d+)$")
# Numbers that mean something: a pollutant's formula, an averaging time, a particle's size, a stage of vehicle emission.
MEANT = re.compile(
    r"(pm|so|no|co|o|nh|h|tsp|hj|c|n|p|bod|iaqi|aqi|cs|sr)_?\d|_\d+(h|d|min|m)$|_\d+_\d+|_(china|stage)_\d$"
)

# The automatic and the manual factors are two tables of one shape in the source that both were read in.
SAME_IN_THE_SOURCE = {("iot.manual_factor_configuration", "iot.online_factor_configuration")}


@pytest.fixture
def datasets(standards):
    return standards.datasets.values()


def test_every_category_of_the_plan_has_one_dataset(datasets):
    numbers = Counter(int(dataset.category) for dataset in datasets)
    assert numbers == dict.fromkeys(range(1, CATEGORIES + 1), 1)


def test_the_items_are_as_many_as_the_plan_has(standards):
    assert standards.counts()["items"] == ITEMS


def test_outside_and_internal_categories_are_as_many_as_the_plan_has(datasets):
    assert Counter(dataset.outside for dataset in datasets) == {True: OUTSIDE, False: INTERNAL}


def test_every_source_is_a_department_or_a_channel(standards):
    assert len(standards.sources) == DEPARTMENTS + CHANNELS
    assert {dataset.source for dataset in standards.datasets.values()} == set(standards.sources)


def test_rules_express_knowledge_in_every_dataset(standards):
    assert standards.counts()["rules"] >= 600
    without = [name for name, dataset in standards.datasets.items() if not dataset.rules]
    assert without == []


def test_an_element_serves_at_least_three_items_on_average(standards):
    counts = standards.counts()
    assert counts["items"] / counts["elements"] >= 3


def test_documents_are_as_many_as_the_seed_speaks_of(standards):
    kinds = Counter(document.kind for document in standards.documents.values())
    assert kinds["infrastructure"] >= 20
    assert kinds["application"] >= 40


def test_what_is_proposed_is_never_shown_as_a_text_of_the_province(standards):
    """No public text of a provincial standard was found: a document may have a sourced name, never a sourced text."""
    assert [name for name, document in standards.documents.items() if document.basis == "sourced"] == []


def test_no_item_is_named_like_padding(datasets):
    named = [
        f"{dataset.id}.{name}: {item.title.zh}"
        for dataset in datasets
        for name, item in dataset.items.items()
        if FILLER.search(name) or FILLER_ZH.search(item.title.zh)
    ]
    assert named == []


def test_no_items_are_told_apart_by_a_number_alone(datasets):
    for dataset in datasets:
        stems = Counter(
            match["stem"]
            for name in dataset.items
            if (match := NUMBERED.match(name)) and not MEANT.search(name)
        )
        assert {stem: count for stem, count in stems.items() if count > 1} == {}, dataset.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_title_stands_twice_in_a_dataset(datasets, language):
    for dataset in datasets:
        titles = Counter(getattr(item.title, language).casefold() for item in dataset.items.values())
        assert [title for title, count in titles.items() if count > 1] == [], dataset.id


def test_no_two_datasets_are_the_same_list(datasets):
    lists: dict[tuple[str, ...], list[str]] = {}
    for dataset in datasets:
        lists.setdefault(tuple(item.title.zh for item in dataset.items.values()), []).append(dataset.id)
    assert {tuple(sorted(names)) for names in lists.values() if len(names) > 1} == SAME_IN_THE_SOURCE


def test_remarks_and_attachments_are_no_way_to_reach_a_count(datasets):
    """They stand where a sourced list has them, not as what every table ends with."""
    vague = [
        item
        for dataset in datasets
        for item in dataset.items.values()
        if item.element_name in {"remark", "attachment_url", "description"}
    ]
    assert len(vague) / ITEMS < 0.05


def test_titles_are_in_their_languages(standards):
    # An English sentence may quote a Chinese word that stands in the form it speaks of; a title may not.
    chinese = re.compile("[\u4e00-\u9fff]")
    texts = [
        *(dataset.title for dataset in standards.datasets.values()),
        *(item.title for dataset in standards.datasets.values() for item in dataset.items.values()),
    ]
    assert [text.en for text in texts if chinese.search(text.en)] == []
    texts += [rule.message for dataset in standards.datasets.values() for rule in dataset.rules]
    texts += [element.definition for element in standards.elements.values()]
    assert [text.en for text in texts if len(chinese.findall(text.en)) > len(text.en) / 4] == []
    # pH, PM2.5 or COD are written in Latin letters in Chinese too.
    assert [text.zh for text in texts if not chinese.search(text.zh) and len(text.zh) > 12] == []


def test_a_definition_says_more_than_its_title(standards):
    same = [
        name
        for name, element in standards.elements.items()
        if element.definition.zh == element.title.zh
        and element.definition.en.casefold() == element.title.en.casefold()
    ]
    assert same == []


def test_every_item_is_graded_and_personal_data_highly(datasets):
    for dataset in datasets:
        for name, item in dataset.items.items():
            assert item.security in {1, 2, 3, 4}
            assert not item.personal or item.security >= 3, (dataset.id, name)
