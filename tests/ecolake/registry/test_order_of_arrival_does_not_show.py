"""Whatever the order in which mentions become known, and however they are split into runs, the registry is the same."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.registry_book import Book, link, mention

CODES = ("91350100M000100Y43", "91350900587527783P", None)
ANCHORS = tuple(("350102", name) for name in "甲乙丙")


@st.composite
def worlds(draw):
    """Mentions with their day, whose clusters are made by the codes and anchors at hand; and two orders of runs."""
    count = draw(st.integers(2, 6))
    # Which anchors are of one enterprise, and which code it has, is a fact of the world.
    groups = draw(st.lists(st.integers(0, 2), min_size=3, max_size=3))
    codes = draw(st.lists(st.sampled_from(CODES), min_size=3, max_size=3))
    rows, facts = [], []
    for number in range(count):
        which = draw(st.integers(0, 2))
        group = groups[which]
        carries = draw(st.booleans()) and codes[group] is not None
        permit = draw(st.sampled_from([None, "001P", "002P"]))
        values = {
            "unified_social_credit_code": codes[group] if carries else None,
            "enterprise_name": ANCHORS[which][1],
            "permit_number": codes[group] + permit if permit and codes[group] else None,
            "device_number": draw(st.sampled_from([None, "MN1"])),
            "seen": draw(st.integers(0, 2)),
        }
        rows.append(mention(f"m{number}", **values))
        facts.append((which, group, carries))
    numbers = range(count)
    orders = [draw(st.permutations(numbers)) for _ in range(2)]
    cuts = [draw(st.integers(1, count)) for _ in range(2)]
    things = [draw(st.booleans()) for _ in numbers]
    return rows, facts, codes, things, orders, cuts


def links_of(rows, facts, codes):
    """Match as matching would, by the mentions that are known: all anchors of a group are one enterprise."""
    links = []
    for row, (which, group, carries) in zip(rows, facts, strict=True):
        known = any(one[1] == group and one[2] for one in facts)
        least = min(ANCHORS[one[0]] for one in facts if one[1] == group)
        anchor = None if carries else ANCHORS[which]
        links.append(
            link(row["mention"], codes[group] if known else None, None if known else least, anchor, "splink")
        )
    return links


def known_by(world, order):
    """What is known once these have come: mentions, links, things."""
    rows, facts, codes, things, _, _ = world
    chosen = sorted(order)
    named, told = [rows[n] for n in chosen], [facts[n] for n in chosen]
    day = date(2026, 3, 2)
    numbered = [
        (rows[n]["mention"], "outlet", "DA001", "b", day + timedelta(days=n)) for n in chosen if things[n]
    ]
    return named, links_of(named, told, codes), numbered


def registry(world, order, cut):
    # Codes of two groups may be equal: then they are one.
    book = Book()
    for known in (order[:cut], order):
        book.run(*known_by(world, known))
    return book.tables().tables


@settings(max_examples=12)
@given(worlds())
def test_two_orders_and_splits_give_equal_tables(world):
    *_, orders, cuts = world
    first, second = (registry(world, order, cut) for order, cut in zip(orders, cuts, strict=True))
    for name, table in first.items():
        assert table.equals(second[name]), name


def tables_beside(codes, tables):
    return tables.code.filter(~pl.col("code").is_in(codes.implode()))


@settings(max_examples=12)
@given(worlds())
def test_a_run_over_the_news_tells_and_makes_what_a_whole_run_does(world):
    *_, (order, _), (cut, _) = world
    whole, part = Book(), Book()
    part.run_over_news(*known_by(world, order[:cut]))
    whole.run(*known_by(world, order[:cut]))
    # One is gone again, which lets everything be worked out: what it leaves behind hangs on what comes later.
    for book in (whole, part):
        book.run(*known_by(world, order[1:cut]))
    before = whole.tables()
    for known in (order[1 : cut + 1], order):
        whole.run(*known_by(world, known))
        worked = part.run_over_news(*known_by(world, known))
        wanted = whole.tables()
        assert part.log.equals(whole.log)
        assert worked.tables.code.equals(wanted.code.filter(pl.col("code").is_in(worked.codes.implode())))
        assert worked.tables.link.equals(
            wanted.link.filter(pl.col("mention").is_in(worked.mentions["mention"].implode()))
        )
        for name in ("enterprise", "history"):
            rows, there = getattr(worked.tables, name), getattr(wanted, name)
            assert rows.equals(there.filter(pl.col("enterprise_code").is_in(worked.codes.implode())))
        # What the part leaves out is as it was.
        assert tables_beside(worked.codes, before).equals(tables_beside(worked.codes, wanted))
        before = wanted
