"""Sites, facilities, outlets and devices have permanent codes, and lead to better ones when those become known."""

from datetime import date

import polars as pl

from tests.support.registry_book import link, mention

STEEL = "91350100M000100Y43"
PAPER = "91350900587527783P"
PERMIT = STEEL + "001P"
DAY = date(2026, 3, 2)


def outlet(name, number="DA001", kind="outlet"):
    return (name, kind, number, "b", DAY)


def test_a_permit_is_a_site_and_numbers_its_outlets(book):
    rows = [mention("a", unified_social_credit_code=STEEL, permit_number=PERMIT)]
    book.run(rows, [link("a", STEEL)], [outlet("a")])
    site, found = book.code(PERMIT), book.code(PERMIT + "DA001")
    assert (site["kind"], site["is_provisional"], site["enterprise_code"]) == ("site", False, STEEL)
    assert (found["kind"], found["site_code"], found["local_number"]) == ("outlet", PERMIT, "DA001")
    assert found["enterprise_code"] == STEEL


def test_what_stands_under_no_permit_gets_a_site_that_never_looks_like_a_real_one(book):
    rows = [mention("a", unified_social_credit_code=STEEL)]
    book.run(rows, [link("a", STEEL)], [outlet("a", "MF0001", "facility")])
    site = book.code(STEEL + "001a")
    assert site["is_provisional"]
    assert len(site["code"]) == 22
    assert book.code(STEEL + "001aMF0001")["site_code"] == STEEL + "001a"


def test_the_one_permit_of_an_enterprise_takes_what_had_none_and_two_do_not(book):
    rows = [mention("a", unified_social_credit_code=STEEL)]
    links, things = [link("a", STEEL)], [outlet("a")]
    book.run(rows, links, things)
    rows.append(mention("b", unified_social_credit_code=STEEL, permit_number=PERMIT, seen=1))
    links, things = [*links, link("b", STEEL)], [*things, outlet("b")]
    news = book.run(rows, links, things)
    led = dict(news.filter(pl.col("kind") == "redirected").select("code", "other_code").iter_rows())
    assert led == {STEEL + "001a": PERMIT, STEEL + "001aDA001": PERMIT + "DA001"}
    rows.append(mention("c", unified_social_credit_code=STEEL, permit_number=STEEL + "002P", seen=2))
    news = book.run(rows, [*links, link("c", STEEL)], things)
    assert set(news.filter(pl.col("kind") == "split")["code"]) == led.keys()


def test_a_device_keeps_its_number_when_another_enterprise_takes_it_over(book):
    rows = [mention("a", unified_social_credit_code=STEEL, permit_number=PERMIT, device_number="MN1")]
    book.run(rows, [link("a", STEEL)])
    assert not book.code("MN1")["is_provisional"]
    rows.append(
        mention(
            "b", unified_social_credit_code=PAPER, permit_number=PAPER + "001P", device_number="MN1", seen=9
        )
    )
    news = book.run(rows, [link("a", STEEL), link("b", PAPER)])
    moved = news.row(by_predicate=pl.col("kind") == "moved", named=True)
    assert (moved["code"], moved["before"], moved["after"]) == ("MN1", PERMIT, PAPER + "001P")
    assert book.code("MN1")["enterprise_code"] == PAPER
    owned = book.tables().history.filter(pl.col("attribute") == "owner")
    assert owned.select("enterprise_code", "valid_to").rows() == [(STEEL, date(2026, 3, 11)), (PAPER, None)]
