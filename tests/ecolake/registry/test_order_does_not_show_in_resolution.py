"""The partition is a function of the set of mentions: no order shows in it, and no way of splitting it into days."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.registry.decisions import Decisions
from ecolake.registry.features import features
from ecolake.registry.resolution import resolve, resolve_new
from tests.support.mentions_by_hand import OTHER, REAL, mentions, name_of

NONE = Decisions()
CODES = [None, REAL, OTHER, "91350900587527783X"]
NAMES = [
    None,
    *(f"宁德市蕉城区{brand}有限公司" for brand in ("华盛陶瓷", "华胜陶瓷", "华盛皮革")),
    "华盛陶瓷",
    "华瓷陶",
    "蕉城区华盛陶陶瓷",
]
PLACES = [None, "宁德市蕉城区漳湾镇工业路1号", "福安市工业路1号"]


def values():
    """A mention of a small world in which everything may be confused with everything."""
    return st.fixed_dictionaries(
        {
            "code": st.sampled_from(CODES),
            "name": st.sampled_from(NAMES),
            "permit_number": st.sampled_from([None, None, REAL + "001P", "P1"]),
            "device_number": st.sampled_from([None, None, "D1", "D2"]),
            "address": st.sampled_from(PLACES),
            "division_code": st.sampled_from([None, "350902", "350981"]),
        }
    )


worlds = st.lists(values(), min_size=2, max_size=9)


def in_days(rows, cuts, matching):
    """Resolve the rows up to the first cut, then add those up to the next one."""
    bounds = [0, *sorted(cuts), rows.height]
    known, told = rows.head(0), resolve(rows.head(0), NONE, matching).links
    for start, end in pairwise(bounds):
        new = rows.slice(start, end - start)
        if new.is_empty():
            continue
        news = resolve_new(new, known, told, NONE, matching).links
        told = pl.concat([told.join(news, on="mention", how="anti"), news]).sort("mention")
        known = pl.concat([known, new])
    return told


@settings(max_examples=5)
@given(worlds, st.randoms(use_true_random=False), st.sets(st.integers(1, 8), max_size=2))
def test_any_order_and_any_split_give_the_same_links(matching, world, dice, cuts):
    rows = mentions(**{f"m{place}": one for place, one in enumerate(world)})
    whole = resolve(rows, NONE, matching).links
    order = list(range(rows.height))
    dice.shuffle(order)
    shuffled = rows[order]
    assert resolve(shuffled, NONE, matching).links.equals(whole)
    assert in_days(shuffled, [cut for cut in cuts if cut < rows.height], matching).equals(whole)


@settings(max_examples=5)
@given(worlds)
def test_two_valid_codes_never_share_an_enterprise(matching, world):
    rows = mentions(**{f"m{place}": one for place, one in enumerate(world)})
    told = resolve(rows, NONE, matching).links
    own = features(rows, matching).select("mention", "own_code").drop_nulls()
    both = told.join(own, on="mention")
    assert both["unified_social_credit_code"].to_list() == both["own_code"].to_list()
    assert told.height == rows.height
    # A mention is of an enterprise with a code or with an anchor, never of both or of neither.
    named = told.select(
        pl.col("unified_social_credit_code").is_null() == pl.col("cluster_name").is_not_null()
    )
    assert named.to_series().all()


def test_a_new_code_takes_along_what_waited_for_it(matching):
    rows = mentions(
        waiting={"name": "宁德市蕉城区华盛陶瓷有限公司"}, known={"code": REAL, "name": "蕉城区华盛陶瓷厂"}
    )
    before = resolve(rows.head(1), NONE, matching).links
    told = resolve_new(rows.tail(1), rows.head(1), before, NONE, matching).links
    assert dict(told.select("mention", "unified_social_credit_code").iter_rows()) == {
        name_of("waiting"): REAL,
        name_of("known"): REAL,
    }


def test_what_a_permit_found_is_no_evidence_for_a_registration_number_on_any_day(matching):
    rows = mentions(
        known={"code": REAL, "permit_number": "P1"},
        found={"permit_number": "P1", "registration_number": "R1"},
        beside={"registration_number": "R1", "local_code": "L1"},
        new={"local_code": "L1"},
    )
    whole = resolve(rows, NONE, matching).links
    assert whole.filter(pl.col("unified_social_credit_code") == REAL).height == 2
    assert in_days(rows, [3], matching).equals(whole)


def test_what_nothing_new_touches_is_not_resolved_again(matching):
    rows = mentions(
        one={"name": "宁德市蕉城区华盛陶瓷有限公司"},
        known={"code": OTHER, "name": "福安市永丰食品有限公司"},
        new={"code": REAL, "name": "柘荣县瑞祥热电有限公司"},
    )
    before = resolve(rows.head(2), NONE, matching).links
    told = resolve_new(rows.tail(1), rows.head(2), before, NONE, matching).links
    assert told["mention"].to_list() == [name_of("new")]


@pytest.mark.parametrize("rows", [mentions(), mentions(one={})])
def test_nothing_is_no_trouble(matching, rows):
    assert resolve(rows, NONE, matching).links.height == rows.height
