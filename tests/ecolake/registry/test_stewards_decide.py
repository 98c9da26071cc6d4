"""A steward's decision wins over every rule, and decisions that contradict each other are found before they are used."""

import pytest

from ecolake.registry.decisions import Decisions, contradictions
from ecolake.registry.resolution import resolve
from tests.support.mentions_by_hand import OTHER, REAL, link, links, mentions, name_of

NAME = "宁德市蕉城区华盛陶瓷有限公司"
THIRD = "914403001922038216"


def decide(kind, who, other=None, code=None):
    told = {"decision": kind, "mention": name_of(who), "steward": "张三", "decided_on": "2026-03-05"}
    return told | ({"other_mention": name_of(other)} if other else {"code": code})


def test_a_code_that_is_given_wins_over_the_name_and_over_the_code_it_carries(matching):
    rows = mentions(known={"code": REAL, "name": NAME}, one={"name": NAME}, two={"code": REAL, "name": NAME})
    decisions = [decide("code", "one", code=OTHER), decide("code", "two", code=OTHER)]
    for who in ("one", "two"):
        found = link(rows, matching, who, *decisions)
        assert (found["unified_social_credit_code"], found["tier"]) == (OTHER, "steward")
    assert link(rows, matching, "known", *decisions)["unified_social_credit_code"] == REAL


def test_same_brings_together_what_no_rule_would(matching):
    rows = mentions(known={"code": REAL, "name": NAME}, one={"name": "一品居"}, two={"name": "二品居"})
    found = links(rows, matching, decide("same", "one", "known"), decide("same", "two", "one"))
    assert {row["unified_social_credit_code"] for row in found.values()} == {REAL}
    bare = links(rows.filter(rows["mention"] != name_of("known")), matching, decide("same", "two", "one"))
    assert len({(row["cluster_division"], row["cluster_name"]) for row in bare.values()}) == 1


def test_same_does_not_make_one_of_two_codes(matching):
    rows = mentions(a={"code": REAL}, b={"code": OTHER}, one={"name": "一品居"})
    found = links(rows, matching, decide("same", "one", "a"), decide("same", "one", "b"))
    assert found[name_of("a")]["unified_social_credit_code"] == REAL
    assert found[name_of("b")]["unified_social_credit_code"] == OTHER


def test_different_parts_what_the_rules_put_together(matching):
    rows = mentions(known={"code": REAL, "name": NAME}, one={"name": NAME}, two={"name": NAME})
    found = links(rows, matching, decide("different", "one", "known"))
    assert found[name_of("one")]["unified_social_credit_code"] is None
    assert found[name_of("two")]["unified_social_credit_code"] == REAL


def test_different_parts_what_has_no_code_and_gives_each_an_anchor_of_its_own(matching):
    rows = mentions(one={"name": NAME}, two={"name": NAME}, three={"name": NAME})
    found = links(rows, matching, decide("different", "one", "two"))
    anchors = {
        who: (found[name_of(who)]["cluster_division"], found[name_of(who)]["cluster_name"])
        for who in ("one", "two")
    }
    assert anchors["one"] != anchors["two"]


def test_the_same_decision_gives_the_same_links_in_any_order(matching):
    rows = mentions(known={"code": REAL, "name": NAME}, one={"name": NAME}, two={"name": NAME})
    said = Decisions.model_validate({"decisions": [decide("different", "one", "known")]})
    assert resolve(rows, said, matching).links.equals(resolve(rows.reverse(), said, matching).links)


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([decide("same", "a", "b"), decide("different", "b", "a")], "apart"),
        ([decide("same", "a", "b"), decide("same", "b", "c"), decide("different", "a", "c")], "apart"),
        ([decide("code", "a", code=REAL), decide("code", "a", code=OTHER)], "it has"),
        ([decide("code", "a", code=REAL), decide("code", "b", code=OTHER), decide("same", "a", "b")], "two enterprises"),
        ([decide("code", "a", code=REAL), decide("code", "b", code=REAL), decide("different", "a", "b")], "apart"),
    ],
)  # fmt: skip
def test_contradictions_are_found(decisions, words):
    said = Decisions.model_validate({"decisions": decisions})
    assert [why for _, why in contradictions(said.decisions) if words in why]


def test_sound_decisions_do_not_contradict():
    said = [
        decide("same", "a", "b"),
        decide("code", "b", code=REAL),
        decide("different", "a", "c"),
        decide("code", "c", code=THIRD),
    ]
    assert not list(contradictions(Decisions.model_validate({"decisions": said}).decisions))


@pytest.mark.parametrize(
    "wrong",
    [
        decide("same", "a", code=REAL), decide("code", "a", "b"), decide("same", "a", "a"),
        decide("code", "a", code="91350900587527783X"), decide("maybe", "a", "b"),
    ],
)  # fmt: skip
def test_a_decision_that_says_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="decision"):
        Decisions.model_validate({"decisions": [wrong]})
