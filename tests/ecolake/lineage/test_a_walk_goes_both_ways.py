"""From a mart back to the landed column and on again; what is shared is followed once, and a circle ends."""

import xml.etree.ElementTree as ET

import pytest

from ecolake.catalogue.uses import Use, uses
from ecolake.errors import UsageError
from ecolake.lineage.edge import Edge
from ecolake.lineage.enterprises import of_enterprises
from ecolake.lineage.graph import Lineage
from ecolake.lineage.landed import declared
from ecolake.lineage.picture import page, svg


def step(newer, older, kind="as_is", how="", layers=("mart", "accepted")):
    (to_table, to_column), (from_table, from_column) = (one.rpartition(".")[::2] for one in (newer, older))
    return Edge(to_table, to_column, from_table, from_column, *layers, kind, how)


KNOWN = Lineage.of(
    [
        step("lake.a__b.x", "landed.a__b.X", layers=("accepted", "landed")),
        step("lake.a__b.y", "landed.a__b.Y", "computed", "unit converted from mg/m3", ("accepted", "landed")),
        step("staging.s.x", "lake.a__b.x", layers=("staging", "accepted")),
        step("main.m.x", "staging.s.x", layers=("mart", "staging")),
        step("main.m.both", "staging.s.x", "computed", "x < y", ("mart", "staging")),
        step("main.m.both", "lake.a__b.y", "computed", "x < y"),
        Edge("main.m", "n", "", "", "mart", "", "constant", "COUNT(*)"),
    ]
)


def columns(walk):
    return [one.column for one in walk.all()]


def test_back_to_what_the_source_wrote():
    assert columns(KNOWN.walk("main.m.both", "back")) == [
        "main.m.both", "lake.a__b.y", "landed.a__b.Y", "staging.s.x", "lake.a__b.x", "landed.a__b.X",
    ]  # fmt: skip


def test_on_to_the_marts():
    assert columns(KNOWN.walk("landed.a__b.X", "on")) == [
        "landed.a__b.X", "lake.a__b.x", "staging.s.x", "main.m.both", "main.m.x",
    ]  # fmt: skip


def test_a_circle_is_walked_once():
    circle = Lineage.of([step("t.a.x", "t.b.x"), step("t.b.x", "t.a.x")])
    assert columns(circle.walk("t.a.x", "back")) == ["t.a.x", "t.b.x", "t.a.x"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("m.both", ("main.m.both",)),
        ("main.m.both", ("main.m.both",)),
        ("a.b.x", ("lake.a__b.x",)),
        ("M.BOTH", ("main.m.both",)),
        ("m", ("main.m.both", "main.m.n", "main.m.x")),
    ],
)
def test_a_column_is_found_by_what_a_person_calls_it(name, found):
    assert KNOWN.find(name) == found


def test_what_is_not_there_is_said_with_the_nearest():
    with pytest.raises(UsageError, match=r"m\.both") as caught:
        KNOWN.find("m.bothe")
    assert caught.value.code == "unknown_column"


def test_a_use_says_whether_the_item_stands_there_as_it_is():
    assert list(uses(KNOWN)) == [
        Use("a", "b", "x", "main.m", "both", as_is=False),
        Use("a", "b", "x", "main.m", "x", as_is=True),
        Use("a", "b", "y", "main.m", "both", as_is=False),
    ]


def test_the_picture_is_whole_the_same_every_time_and_safe_with_hostile_names():
    hostile = Lineage.of(
        [*KNOWN.edges, step("main.m.x", 'lake.a__b.<script>"&', "computed", "</style><script>")]
    )
    walks = [hostile.walk("main.m.x", way) for way in ("back", "on")]
    drawn = svg("main.m.x", walks)
    assert drawn == svg("main.m.x", walks)
    boxes = ET.fromstring(drawn).findall(".//{http://www.w3.org/2000/svg}rect")  # noqa: S314  our own text
    assert len(boxes) == 5
    assert "<script>" not in drawn + page("main.m.x", walks)


def test_every_item_that_a_source_delivers_has_a_step_from_its_column(standards):
    edges = list(declared(standards))
    made = {(edge.to_table, edge.to_column) for edge in edges}
    for dataset in standards.datasets.values():
        if dataset.mapping:
            table = f"lake.{dataset.source}__{dataset.name}"
            for item in {item.partition(".")[0] for _, item in dataset.mapping.feeds} & set(dataset.items):
                assert (table, item) in made
    masked = next(one for one in edges if one.newer == "lake.market_regulation__enterprise.telephone")
    assert (masked.older, masked.kind) == ("landed.market_regulation__enterprise.TEL", "computed")
    derived = [one for one in edges if one.newer == "lake.mee__air_station_hourly.aqi"]
    assert {one.how for one in derived} == {"air.hourly_index"}


def test_what_an_enterprise_file_is_made_of_leads_to_items_that_there_are(home, standards):
    edges = list(of_enterprises(standards, home.standards))
    assert {edge.to_table for edge in edges} == {
        "lake.enterprise_claim", "lake.enterprise_record", "lake.enterprise_happening", "lake.enterprise_figure",
    }  # fmt: skip
    for edge in edges:
        source, _, dataset = edge.from_table.removeprefix("lake.").partition("__")
        assert edge.from_column in standards.datasets[f"{source}.{dataset}"].items
