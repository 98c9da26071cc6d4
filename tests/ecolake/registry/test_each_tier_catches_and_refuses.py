"""Each tier finds what it is there for, and leaves alone what only looks like it."""

import pytest

from tests.support.mentions_by_hand import NAME, OTHER, REAL, link, links, mentions, name_of

BRANDED = "宁德市蕉城区华盛陶瓷有限公司"
AREA = "350902"


@pytest.mark.parametrize(
    "code", [REAL, REAL.lower(), " 9135 0900587527783P", "９１３５０９００５８７５２７７８３Ｐ"]
)
def test_a_valid_code_is_its_enterprise_however_it_is_written(matching, code):
    found = link(mentions(one={"code": code}), matching, "one")
    assert (found["unified_social_credit_code"], found["tier"]) == (REAL, "code")
    assert found["anchor_name"] is None


@pytest.mark.parametrize("code", ["91350900587527783X", "9135090058752778P", "00000000000000000X"])
def test_a_code_that_fails_its_check_is_nobody(matching, code):
    found = link(mentions(one={"code": code, "name": BRANDED}), matching, "one")
    assert (found["unified_social_credit_code"], found["tier"]) == (None, "alone")
    assert (found["cluster_division"], found["cluster_name"]) == (AREA, "华盛陶瓷")


def test_a_permit_number_begins_with_its_holder(matching):
    found = link(mentions(one={"permit_number": REAL + "001P"}), matching, "one")
    assert (found["unified_social_credit_code"], found["tier"]) == (REAL, "permit")


def test_of_a_code_and_a_permit_of_two_enterprises_the_code_counts(matching):
    rows = mentions(one={"code": OTHER, "permit_number": REAL + "001P"})
    assert link(rows, matching, "one")["unified_social_credit_code"] == OTHER


def test_an_organisation_code_is_the_middle_of_the_code(matching):
    rows = mentions(
        known={"code": REAL}, one={"organisation_code": "58752778-3"}, bad={"organisation_code": "58752778-4"}
    )
    assert link(rows, matching, "one")["unified_social_credit_code"] == REAL
    assert link(rows, matching, "bad")["unified_social_credit_code"] is None


@pytest.mark.parametrize(
    ("role", "tier"),
    [("registration_number", "registration"), ("local_code", "registration"), ("device_number", "device")],
)
def test_another_identifier_finds_who_has_it_with_a_code(matching, role, tier):
    rows = mentions(known={"code": REAL, role: "A1"}, one={role: "a1 "}, other={role: "A2"})
    found = link(rows, matching, "one")
    assert (found["unified_social_credit_code"], found["tier"]) == (REAL, tier)
    assert link(rows, matching, "other")["unified_social_credit_code"] is None


def test_an_identifier_of_two_enterprises_is_nobodys(matching):
    rows = mentions(
        a={"code": REAL, "device_number": "A1"},
        b={"code": OTHER, "device_number": "A1"},
        one={"device_number": "A1"},
    )
    assert link(rows, matching, "one")["unified_social_credit_code"] is None


def test_one_slip_among_many_does_not_take_an_identifier_away(matching):
    many = {f"m{n}": {"code": REAL, "device_number": "A1", "address": f"科技园{n}号"} for n in range(3)}
    rows = mentions(**many, slip={"code": OTHER, "device_number": "A1"}, one={"device_number": "A1"})
    assert link(rows, matching, "one")["unified_social_credit_code"] == REAL


@pytest.mark.parametrize(
    "name",
    [BRANDED, NAME, BRANDED + "分公司", "蕉城区华盛陶瓷", "原" + BRANDED, BRANDED.replace("有限公司", "厂"),
     "宁德市蕉城区华盛陶瓷有限限公司", "宁德市蕉城区华盛　陶瓷有限公司", "宁德市蕉城区华盛陶瓷（集团）有限公司"],
)  # fmt: skip
def test_a_name_finds_its_enterprise_however_it_is_written(matching, name):
    rows = mentions(known={"code": REAL, "name": BRANDED}, one={"name": name, "division_code": AREA})
    found = link(rows, matching, "one")
    assert found["unified_social_credit_code"] == REAL, found
    assert found["tier"] == "name_and_place"


@pytest.mark.parametrize(
    "other",
    [
        {"name": "宁德市蕉城区华盛皮革有限公司"},
        {"name": "福安市华盛陶瓷有限公司"},
        {"name": "华盛陶瓷", "division_code": "350981"},
        {"name": "华盛陶瓷"},
        {"address": "宁德市蕉城区漳湾镇工业路1号"},
    ],
)
def test_a_name_that_only_resembles_finds_nobody(matching, other):
    known = {"code": REAL, "name": BRANDED, "address": "宁德市蕉城区漳湾镇工业路1号", "division_code": AREA}
    assert link(mentions(known=known, one=other), matching, "one")["unified_social_credit_code"] is None


def test_an_abolished_division_is_the_one_of_today(matching):
    known = {"code": REAL, "name": "龙海区华盛陶瓷有限公司", "division_code": "350604"}
    rows = mentions(known=known, one={"name": "华盛陶瓷厂", "division_code": "350681"})
    assert link(rows, matching, "one")["unified_social_credit_code"] == REAL


PLACED = {
    "address": "宁德市蕉城区漳湾镇工业路1号",
    "longitude": 119.6,
    "latitude": 26.7,
    "division_code": AREA,
}


@pytest.mark.parametrize(
    "name", ["宁德市蕉城区华胜陶瓷有限公司", "宁德市蕉城区华盛陶磁有限公司", "宁德市蕉城区华盛瓷陶有限公司"]
)
def test_a_misspelt_name_at_the_same_place_is_found_by_likeness(matching, name):
    rows = mentions(known={"code": REAL, "name": BRANDED, **PLACED}, one={"name": name, **PLACED})
    found = link(rows, matching, "one")
    assert (found["unified_social_credit_code"], found["tier"]) == (REAL, "splink")
    assert found["score"] > 0


def test_neighbours_are_not_one_for_sharing_gate_and_telephone(matching):
    place = {**PLACED, "telephone": "0593-2345678"}
    rows = mentions(
        known={"code": REAL, "name": BRANDED, **place}, one={"name": "宁德市蕉城区永丰食品有限公司", **place}
    )
    assert link(rows, matching, "one")["tier"] == "alone"


def test_of_two_that_are_as_alike_none_is_taken_and_a_steward_is_asked(matching):
    from ecolake.registry.decisions import Decisions
    from ecolake.registry.resolution import resolve

    rows = mentions(
        a={"code": REAL, "name": "宁德市蕉城区华胜陶瓷有限公司", **PLACED},
        b={"code": OTHER, "name": "宁德市蕉城区华圣陶瓷有限公司", **PLACED},
        one={"name": "宁德市蕉城区华盛陶瓷有限公司", **PLACED},
    )
    told = resolve(rows, Decisions(), matching)
    assert told.links.filter(tier="splink").is_empty()
    assert told.review["reason"].to_list() == ["rivals"]


def test_mentions_without_any_code_are_put_together_by_anchor_and_by_identifier(matching):
    rows = mentions(
        a={"name": BRANDED, "device_number": "D1"},
        b={"name": "华盛陶瓷", "division_code": AREA},
        c={"device_number": "D1", "name": "另一家有限公司"},
        d={"name": "华盛陶瓷", "division_code": "350981"},
    )
    clusters = {who: link(rows, matching, who)["cluster_name"] for who in "abc"}
    assert len(set(clusters.values())) == 1
    assert link(rows, matching, "a")["cluster_division"] == link(rows, matching, "c")["cluster_division"]
    assert link(rows, matching, "d")["cluster_division"] == "350981"


def test_a_name_that_names_no_division_is_that_of_many(matching):
    found = links(
        mentions(a={"name": "水利局"}, b={"name": "水利局", "local_code": "L1"}, c={"local_code": "L1"}),
        matching,
    )
    clusters = [found[name_of(who)]["cluster_name"] for who in "abc"]
    assert len(set(clusters)) == 2
    assert clusters[1] == clusters[2]


def test_two_misspelt_names_without_a_code_are_one_at_one_place(matching):
    rows = mentions(a={"name": BRANDED, **PLACED}, b={"name": "宁德市蕉城区华胜陶瓷有限公司", **PLACED})
    found = links(rows, matching)
    assert len({row["cluster_name"] for row in found.values()}) == 1
    assert {row["tier"] for row in found.values()} == {"splink"}
