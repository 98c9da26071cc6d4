"""Each word, threshold and probability of `matching.yaml` decides something: taken away, a mention goes elsewhere."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from ecolake.registry.matching import FILE, Matching, MatchingFile
from tests.support.mentions_by_hand import NAME, OTHER, REAL, link, mentions

PLACE = {
    "address": "宁德市蕉城区漳湾镇工业路1号",
    "longitude": 119.6,
    "latitude": 26.7,
    "division_code": "350902",
}
PLAIN = "宁德市蕉城区华盛陶瓷有限公司"
MISSPELT = "宁德市蕉城区华胜陶磁有限公司"


@pytest.fixture(scope="module")
def said():
    return yaml.safe_load((Path("standards") / FILE).read_text(encoding="utf-8"))


def changed(matching, said, change):
    other = deepcopy(said)
    change(other)
    return Matching(MatchingFile.model_validate(other), matching.places)


def only(path, value):
    def change(said):
        *folders, last = path
        for one in folders:
            said = said[one]
        said[last] = value

    return change


def found(rows, matching):
    one = link(rows, matching, "one")
    return one["unified_social_credit_code"], one["cluster_name"], one["tier"]


def pair(known, one):
    return mentions(known={"code": REAL, "name": PLAIN, **known}, one=one)


def of_comparison(name, level, key, value):
    def change(said):
        comparison = next(one for one in said["model"]["comparisons"] if one["output_column_name"] == name)
        comparison["comparison_levels"][level][key] = value

    return change


NEAR = pair(PLACE, {"name": MISSPELT, **PLACE})
RIVALS = mentions(
    a={"code": REAL, "name": "宁德市蕉城区华胜陶瓷有限公司", **PLACE},
    b={"code": OTHER, "name": "宁德市蕉城区华圣陶瓷有限公司", **PLACE},
    one={"name": PLAIN, **PLACE},
)
SLIPS = mentions(
    a={"code": REAL, "device_number": "D1", "address": "科技园1号"},
    b={"code": REAL, "device_number": "D1", "address": "科技园2号"},
    c={"code": REAL, "device_number": "D1", "address": "科技园3号"},
    d={"code": OTHER, "device_number": "D1"},
    one={"device_number": "D1"},
)
THERE = {"longitude": 119.6, "latitude": 26.7, "division_code": "350902"}
ELSEWHERE = {"longitude": 119.4, "latitude": 26.9, "division_code": "350902"}
CROWD = mentions(
    a={"code": REAL, "name": "宁德市蕉城区华盛陶瓷有限公司", **THERE},
    b={"code": OTHER, "name": "宁德市蕉城区华盛陶土有限公司", **ELSEWHERE},
    c={"code": "914403001922038216", "name": "宁德市蕉城区华盛陶粒有限公司", **ELSEWHERE},
    one={"name": "华盛陶缸", **THERE},
)
CASES = {
    "forms": (only(("words", "forms"), ["公司"]), pair({}, {"name": "华盛陶瓷有限责任公司", "division_code": "350902"})),
    "branches": (only(("words", "branches"), ["车间"]), pair({}, {"name": PLAIN + "仓库"})),
    "former": (only(("words", "former"), ["曾用名"]), pair({}, {"name": "原" + PLAIN})),
    "agreement": (only(("agreement", "times"), 9), SLIPS),
    "largest": (only(("blocks", "largest"), 2), CROWD),
    "link": (only(("thresholds", "link"), 60), NEAR),
    "among": (only(("thresholds", "among"), 60), mentions(a={"name": PLAIN, **PLACE}, one={"name": MISSPELT, **PLACE})),
    "margin": (only(("thresholds", "margin"), 0), RIVALS),
    "default_division": (only(("default_division",), "350100"), None),
    "address": (of_comparison("address", 1, "m_probability", 1e-20), NEAR),
    "prior": (only(("model", "probability_two_random_records_match"), 1e-25), NEAR),
}  # fmt: skip


@pytest.mark.parametrize("rule", [one for one in CASES if one != "default_division"])
def test_a_rule_that_is_changed_changes_who_is_who(matching, said, rule):
    change, rows = CASES[rule]
    assert found(rows, matching) != found(rows, changed(matching, said, change))


def test_the_default_division_is_that_of_a_mention_without_one(matching, said):
    rows = mentions(one={"name": "华盛陶瓷"})
    other = changed(matching, said, CASES["default_division"][0])
    assert link(rows, matching, "one")["cluster_division"] == "350000"
    assert link(rows, other, "one")["cluster_division"] == "350100"


@pytest.mark.parametrize("doubt", [-200, 200])
def test_the_threshold_of_review_says_who_is_asked_about(matching, said, doubt):
    from ecolake.registry.decisions import Decisions
    from ecolake.registry.resolution import resolve

    other = changed(matching, said, lambda one: one["thresholds"].update(review=doubt, link=300))
    assert resolve(NEAR, Decisions(), other).review.is_empty() == (doubt > 0)


def test_without_any_change_the_name_is_found(matching):
    assert found(pair({}, {"name": NAME}), matching) == (REAL, None, "name_and_place")
    assert found(NEAR, matching) == (REAL, None, "splink")
