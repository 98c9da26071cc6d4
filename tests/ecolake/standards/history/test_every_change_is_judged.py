"""What a change of the YAML means: for whom it breaks, what it narrows, what it widens."""

import pytest

ELEMENTS, DATASET, TABLE = "elements/water.yaml", "datasets/water/stage.yaml", "codelists/trend.csv"
CASES = {
    "item removed": (DATASET, "  stage: {element: level}\n", "", {"breaking"}),
    "item renamed": (DATASET, "  stage: {element: level}", "  level_now: {element: level}", {"breaking"}),
    "key changed": (DATASET, "key: [station, observed_at]", "key: [station]", {"breaking"}),
    "changes refused": (
        DATASET,
        "key: [station, observed_at]\n",
        "key: [station, observed_at]\nchanges: refuse\n",
        {"narrowing"},
    ),
    "unit changed": (ELEMENTS, "unit: m\n", "unit: cm\n", {"breaking"}),
    "type of another kind": (ELEMENTS, "type: decimal(8,3)", "type: integer", {"breaking"}),
    "more digits": (ELEMENTS, "type: decimal(8,3)", "type: decimal(10,4)", {"widening"}),
    "fewer digits": (ELEMENTS, "type: decimal(8,3)", "type: decimal(7,2)", {"narrowing"}),
    "longer text": (ELEMENTS, "type: text(5)", "type: text(9)", {"widening"}),
    "range narrowed": (ELEMENTS, "range: [-10, 6000]", "range: [-10, 600]", {"narrowing"}),
    "range widened": (ELEMENTS, "range: [-10, 6000]", "range: [null, 6000]", {"widening"}),
    "range moved": (ELEMENTS, "range: [-10, 6000]", "range: [-20, 5000]", {"narrowing"}),
    "range written otherwise": (ELEMENTS, "range: [-10, 6000]", "range: [-10.0, 6000.000]", set()),
    "range dropped": (ELEMENTS, "  range: [-10, 6000]\n", "", {"widening"}),
    "pattern changed": (ELEMENTS, '"^[A-Z]+$"', '"^[A-Z]{2,}$"', {"narrowing"}),
    "unit no longer accepted": (ELEMENTS, "  accepts: [cm]\n", "", {"narrowing"}),
    "code added": (TABLE, "falling,落\n", "falling,落\nsteady,平\n", {"widening"}),
    "code removed": (TABLE, "falling,落\n", "", {"narrowing"}),
    "code explained": (TABLE, "falling,落\n", "falling,退\n", {"documentation"}),
    "required": (DATASET, "{element: level}", "{element: level, required: true}", {"narrowing"}),
    "no longer required": (DATASET, "{element: code, required: true}", "{element: code}", {"widening"}),
    "default written out": (DATASET, "{element: level}", "{element: level, required: false}", set()),
    "item no longer rejects": (DATASET, "{element: level}", "{element: level, severity: flag}", {"widening"}),
    "item added": (DATASET, "rules:\n", "  low: {element: level}\nrules:\n", {"widening"}),
    "rule changed": (DATASET, "stage IS NOT NULL", "stage > 0", {"narrowing"}),
    "rule spaced otherwise": (DATASET, "OR stage IS", "OR  stage IS", set()),
    "rule to a flag": (DATASET, "severity: reject", "severity: flag", {"widening"}),
    "reference added": (
        DATASET,
        "{element: level}",
        "{element: level, references: water.stage.stage}",
        {"narrowing"},
    ),
    "title": (
        DATASET,
        "title: {zh: 水情, en: River stage}",
        "title: {zh: 水情, en: Stages}",
        {"documentation"},
    ),
    "source of an element": (ELEMENTS, "SL 247-2012", "SL 247", {"documentation"}),
    "mapping": ("sources/water.yaml", "Z: stage", "ZZ: stage", {"delivery"}),
    "comment": (DATASET, "update: hourly", "update: hourly  # as agreed", set()),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_change_means_what_it_does_to_the_rows(case, changes, spoil):
    file, old, new, judgements = CASES[case]
    spoil(file, old, new)
    found = changes().changes
    assert {change.judgement for change in found} == judgements
    assert all(change.datasets == ("water.stage",) for change in found)
    assert all(change.zh != change.en for change in found)


def test_a_change_stands_at_its_line_in_words(changes, spoil):
    spoil(ELEMENTS, "range: [-10, 6000]", "range: [-10, 600]")
    (change,) = changes().changes
    assert (change.file, change.line) == (ELEMENTS, 18)
    assert change.en == "range was [-10, 6000], is [-10, 600]"
    assert change.zh == "range 由 [-10, 6000] 改为 [-10, 600]"


def test_a_code_stands_at_its_line_of_the_table(changes, spoil):
    spoil(TABLE, "falling,落\n", "falling,落\nsteady,平\n")
    (change,) = changes().changes
    assert (change.file, change.line, change.en) == (TABLE, 4, "codes were added: steady")


def test_a_renamed_item_is_one_change_that_names_both(changes, spoil):
    spoil(DATASET, "  stage: {element: level}", "  level_now: {element: level}")
    assert [change.en for change in changes().changes] == ["item stage was renamed level_now"]


def test_shorter_days_of_a_code_narrow(git, changes, little, spoil):
    spoil("codelists/trend.yaml", "meaning: Meaning}", "meaning: Meaning, valid_from: F, valid_to: T}")
    (little / TABLE).write_text(
        "code,meaning,valid_from,valid_to\nrising,涨,2000,2020\nfalling,落,,\n", "utf-8"
    )
    git("commit", "--quiet", "--all", "--message", "days")
    spoil(TABLE, "2000,2020", "2000,2019")
    assert [change.judgement for change in changes().changes] == ["narrowing"]
    spoil(TABLE, "2000,2019", "1999,2020")
    assert [change.judgement for change in changes().changes] == ["widening"]


@pytest.mark.parametrize(
    ("before", "after", "judgement"),
    [
        ("{to: water.stage.stage, severity: reject}", "{to: water.stage.stage, severity: watch}", "widening"),
        ("{to: water.stage.stage, severity: watch}", "water.stage.stage", "narrowing"),
        ("{to: water.stage.stage, severity: reject}", "water.stage.stage", "widening"),
        (
            "{to: water.stage.stage, severity: reject}",
            "{to: water.stage.trend, severity: watch}",
            "narrowing",
        ),
    ],
)
def test_a_reference_that_leads_where_it_led_is_judged_by_its_severity(
    git, changes, spoil, before, after, judgement
):
    spoil(DATASET, "{element: level}", f"{{element: level, references: {before}}}")
    git("commit", "--quiet", "--all", "--message", "referred")
    spoil(DATASET, f"references: {before}", f"references: {after}")
    assert [change.judgement for change in changes().changes] == [judgement]


def test_a_reference_of_several_items_says_what_was_added(git, changes, spoil):
    spoil(DATASET, "rules:\n", "references:\n  - {to: water.stage, items: [station]}\nrules:\n")
    git("commit", "--quiet", "--all", "--message", "referred")
    spoil(DATASET, "items: [station]}", "items: [station], at: [stage]}")
    assert [change.en for change in changes().changes] == ["reference of station: at was added: [stage]"]


def test_of_a_changed_message_the_changed_language_is_shown_alone(changes, spoil):
    spoil(DATASET, "en: Rising water needs its stage", "en: Rising water has a stage")
    (change,) = changes().changes
    assert change.en == (
        "rule rising_needs_stage: message.en was Rising water needs its stage, is Rising water has a stage"
    )
    assert "涨水" not in change.zh


def test_of_a_message_changed_in_both_languages_each_sentence_shows_its_own(changes, spoil):
    spoil(
        DATASET, "{zh: 涨水必须有水位, en: Rising water needs its stage}", "{zh: 须有水位, en: Add the stage}"
    )
    (change,) = changes().changes
    assert change.zh == "规则 rising_needs_stage：message.zh 由 涨水必须有水位 改为 须有水位"
    assert change.en == (
        "rule rising_needs_stage: message.en was Rising water needs its stage, is Add the stage"
    )


def test_long_words_are_shortened_to_where_they_differ(git, changes, spoil):
    long = "water " * 40
    spoil(DATASET, "en: Rising water needs its stage", f"en: {long}rises {long}end")
    git("commit", "--quiet", "--all", "--message", "long")
    spoil(DATASET, f"{long}rises", f"{long}falls")
    (change,) = changes().changes
    assert len(change.en) < 260
    assert "ter water water rises water" in change.en
    assert "ter water water falls water" in change.en


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (DATASET, "items:\n", "items:\nthings:\n"),
        (DATASET, "stage: {element: level}", "stage: 5"),
        (DATASET, "- id: rising_needs_stage\n    assert", "- assert"),
        (DATASET, "rules:\n", "derive: 5\nrules:\n"),
        (DATASET, "rules:\n", "references: [{to: water.stage}]\nrules:\n"),
        (DATASET, "{element: level}", "{element: [level]}"),
        (ELEMENTS, "range: [-10, 6000]", "range: [1, 2, 3]"),
        (ELEMENTS, "range: [-10, 6000]", "range: [a, 6000]"),
        (ELEMENTS, "accepts: [cm]", "accepts: [{a: b}]"),
        (ELEMENTS, "codes: trend", "codes: [trend]"),
        ("sources/water.yaml", "  stage:\n", "  stage: 5\n  other:\n"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_is_not_in_the_form_of_today_is_told_and_taken_for_the_worst(
    git, changes, spoil, file, old, new, turned
):
    spoil(file, old, new)
    if turned:
        git("commit", "--quiet", "--all", "--message", "of another day")
        spoil(file, new, old)
    found = changes().changes
    assert {change.judgement for change in found} <= {"breaking", "delivery"}
    assert all("not in the form of today" in change.en for change in found)
    assert found


def test_a_rule_with_a_key_of_another_day_is_compared_all_the_same(git, changes, spoil):
    spoil(DATASET, "    severity: reject\n", "    severity: reject\n    colour: blue\n")
    git("commit", "--quiet", "--all", "--message", "of another day")
    spoil(DATASET, "    severity: reject\n    colour: blue\n", "    severity: flag\n")
    assert [change.en for change in changes().changes] == [
        "rule rising_needs_stage: severity was reject, is flag"
    ]
