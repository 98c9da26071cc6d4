"""The log is the truth: what changes is told once, and the state of any day is read off it."""

from datetime import date

import polars as pl

from ecolake.registry.state import NOTHING, advance, fold
from tests.support.registry_book import link, mention

STEEL = "91350100M000100Y43"
ANCHOR = ("350102", "福州钢铁")
OTHER = ("350102", "福州钢厂")


def kinds(news):
    return sorted(news["kind"].to_list())


def test_same_input_twice_gives_no_event(book):
    rows, links = (
        [mention("a", enterprise_name="福州钢铁")],
        [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")],
    )
    assert kinds(book.run(rows, links)) == ["assigned", "linked"]
    assert book.run(rows, links).is_empty()


def test_a_provisional_code_leads_to_the_real_one_when_that_becomes_known(book):
    rows = [mention("a", enterprise_name="福州钢铁")]
    book.run(rows, [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")])
    (first,) = book.tables().enterprise["enterprise_code"]
    assert first.startswith("H9350102" + "0000")
    rows.append(mention("b", unified_social_credit_code=STEEL, seen=1))
    news = book.run(rows, [link("a", STEEL, anchor=ANCHOR, tier="name_and_place"), link("b", STEEL)])
    assert kinds(news) == ["assigned", "linked", "linked", "redirected"]
    moved = news.row(by_predicate=pl.col("kind") == "redirected", named=True)
    assert (moved["code"], moved["other_code"], moved["tier"]) == (first, STEEL, "name_and_place")
    assert book.code(first)["enterprise_code"] == STEEL
    assert book.code(first)["valid_to"] == date(2026, 3, 3)
    assert book.tables().enterprise["enterprise_code"].to_list() == [STEEL]


def test_two_known_enterprises_merge_and_split_and_keep_their_codes(book):
    rows = [mention("a", enterprise_name="福州钢铁"), mention("b", enterprise_name="福州钢厂", seen=1)]
    apart = [
        link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone"),
        link("b", cluster=OTHER, anchor=OTHER, tier="alone"),
    ]
    book.run(rows, apart)
    one = dict(book.tables().link.select("mention", "enterprise_code").iter_rows())
    joined = [
        link("a", cluster=OTHER, anchor=ANCHOR, tier="splink", score=0.99),
        link("b", cluster=OTHER, anchor=OTHER, tier="splink", score=0.99),
    ]
    news = book.run(rows, joined)
    assert "merged" in kinds(news)
    # The one that was seen first stays, whatever anchor names the cluster.
    assert book.tables().enterprise["enterprise_code"].to_list() == [one["a"]]
    news = book.run(rows, apart)
    assert "split" in kinds(news)
    assert dict(book.tables().link.select("mention", "enterprise_code").iter_rows()) == one


def test_the_state_of_a_day_is_what_was_recorded_until_its_end(book):
    rows = [mention("a", enterprise_name="福州钢铁")]
    book.run(rows, [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")])
    before = book.tables()
    rows.append(mention("b", unified_social_credit_code=STEEL, seen=1))
    book.run(rows, [link("a", STEEL, anchor=ANCHOR, tier="name_and_place"), link("b", STEEL)])
    for name, table in book.tables(date(2026, 3, 2)).tables.items():
        assert table.equals(before.tables[name]), name
    assert book.tables(date(2026, 3, 1)).link.is_empty()


def test_a_mention_that_is_gone_closes_its_code_which_is_never_given_again(book):
    rows = [mention("a", enterprise_name="福州钢铁")]
    links = [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")]
    book.run(rows, links)
    (code,) = book.tables().enterprise["enterprise_code"]
    assert kinds(book.run([], [])) == ["closed", "closed"]
    assert book.tables().enterprise["status"].to_list() == ["closed"]
    book.run(rows, links)
    assert book.tables().enterprise.select("enterprise_code", "status").rows() == [(code, "active")]


def test_another_name_in_the_register_is_a_renaming_with_both_names(book):
    register = {"source": "market_regulation", "dataset": "enterprise", "unified_social_credit_code": STEEL}
    rows = [mention("a", enterprise_name="福州炼铁厂", **register)]
    book.run(rows, [link("a", STEEL)])
    rows.append(mention("b", enterprise_name="福州钢铁", seen=5, **register))
    news = book.run(rows, [link("a", STEEL), link("b", STEEL)])
    renamed = news.row(by_predicate=pl.col("kind") == "renamed", named=True)
    assert (renamed["before"], renamed["after"]) == ("福州炼铁厂", "福州钢铁")
    names = book.tables().history.filter(pl.col("attribute") == "enterprise_name")
    assert names.select("value", "valid_from", "valid_to").rows() == [
        ("福州炼铁厂", date(2026, 3, 2), date(2026, 3, 7)),
        ("福州钢铁", date(2026, 3, 7), None),
    ]


def test_an_old_division_ends_with_its_successor_though_a_source_still_names_it(book):
    rows = [mention("a", unified_social_credit_code=STEEL, division_code="350681")]
    book.run(rows, [link("a", STEEL)])
    told = book.tables().history.filter(pl.col("attribute") == "division_code")
    assert told.sort("valid_from").select("value", "valid_from", "valid_to").rows() == [
        ("350681", None, date(2021, 1, 1)),
        ("350604", date(2021, 1, 1), None),
    ]
    assert book.tables().enterprise["division_code"].to_list() == ["350604"]


def test_two_of_one_name_that_a_steward_parts_have_two_codes(book):
    rows = [mention("a", enterprise_name="福州钢铁"), mention("b", enterprise_name="福州钢铁", seen=1)]
    parted = (ANCHOR[0], ANCHOR[1] + "#b")
    book.run(
        rows,
        [
            link("a", cluster=ANCHOR, anchor=ANCHOR, tier="steward", evidence='{"steward": "张三"}'),
            link("b", cluster=parted, anchor=ANCHOR, tier="alone"),
        ],
    )
    codes = dict(book.tables().link.select("mention", "enterprise_code").iter_rows())
    assert codes["a"] != codes["b"]
    assert set(book.tables().enterprise["enterprise_code"]) == set(codes.values())
    linked = book.log.row(by_predicate=(pl.col("kind") == "linked") & (pl.col("mention") == "a"), named=True)
    assert linked["steward"] == "张三"


def test_the_log_folded_in_parts_is_the_log_folded_whole(book):
    rows = [mention("a", enterprise_name="福州钢铁"), mention("b", unified_social_credit_code=STEEL, seen=1)]
    book.run(rows[:1], [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")])
    book.run(rows, [link("a", STEEL, anchor=ANCHOR, tier="name_and_place"), link("b", STEEL)])
    book.run(rows[1:], [link("b", STEEL)])
    book.run(rows[:1], [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone")])
    whole = fold(book.log.lazy())
    part = NOTHING
    for number in range(book.log.height):
        part = advance(part, book.log[number : number + 1])
    assert part.links.equals(whole.links)
    assert part.codes.equals(whole.codes)
    assert part.events == whole.events == book.log.height


def test_a_code_that_led_to_another_leads_there_still_when_nobody_speaks_of_it(book):
    named = mention("b", unified_social_credit_code=STEEL, enterprise_name="福州钢铁", seen=1)
    rows = [mention("a", enterprise_name="福州钢铁"), named]
    links = [link("a", STEEL, anchor=ANCHOR, tier="name_and_place"), link("b", STEEL)]
    book.run(rows, links)
    (led,) = book.tables().code.filter(pl.col("redirected_to") == STEEL)["code"]
    assert kinds(book.run(rows[1:], links[1:])) == ["closed", "closed"]
    assert (book.code(led)["redirected_to"], book.code(led)["enterprise_code"]) == (STEEL, STEEL)
    assert book.tables().enterprise["enterprise_code"].to_list() == [STEEL]
    assert kinds(book.run(rows, links)) == ["linked", "redirected"]
    assert book.run(rows, links).is_empty()


def test_a_code_that_led_to_another_and_comes_back_for_itself_leads_nowhere(book):
    named = mention("b", unified_social_credit_code=STEEL, enterprise_name="福州钢铁", seen=1)
    rows = [mention("a", enterprise_name="福州钢铁"), named]
    links = [link("a", STEEL, anchor=ANCHOR, tier="name_and_place"), link("b", STEEL)]
    book.run(rows, links)
    (led,) = book.tables().code.filter(pl.col("redirected_to") == STEEL)["code"]
    book.run(rows[1:], links[1:])
    book.run(rows, [link("a", cluster=ANCHOR, anchor=ANCHOR, tier="alone"), links[1]])
    assert book.code(led)["redirected_to"] is None
    assert sorted(book.tables().enterprise["enterprise_code"]) == sorted([STEEL, led])
