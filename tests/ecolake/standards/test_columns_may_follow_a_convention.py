import pytest

from ecolake.standards.column_names import complete, shared_names
from ecolake.standards.load import inspect, load
from ecolake.standards.source import Mapping

READ = {"format": "csv"}


@pytest.fixture
def items(little):
    return load(little).datasets["water.stage"].items


def named(items, names, **said):
    return complete(Mapping(read=READ, names=names, map=said), items).map


@pytest.mark.parametrize(
    ("names", "write"),
    [
        ("name", lambda item: item.name),
        ("upper", lambda item: item.name.upper()),
        ("title", lambda item: item.title.zh),
    ],
)
def test_every_received_item_has_a_column(items, names, write):
    assert named(items, names) == {write(i): name for name, i in items.items() if not i.derived}


def test_what_map_says_goes_before_the_convention(items):
    first = next(name for name, item in items.items() if not item.derived)
    columns = named(items, "upper", ODD=first)
    assert columns["ODD"] == first
    assert first.upper() not in columns


def test_a_column_that_leads_to_no_item_is_kept_for_lint(items):
    assert named(items, "upper", ODD="no_such_item")["ODD"] == "no_such_item"


def test_two_items_of_one_title_are_told(items):
    first, second = list(items)[:2]
    mapping = Mapping(read=READ, names="upper", map={second.upper(): first})
    assert shared_names(mapping, items) == [second.upper()]


def test_lint_finds_a_misspelt_item_beside_a_convention(little):
    source = little / "sources/water.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(
        text.replace("    map:", "    names: upper\n    map:").replace("WPTN: trend", "WPTN: trand"), "utf-8"
    )
    _, findings = inspect(little)
    messages = [finding.message for finding in findings]
    assert any("trand" in message for message in messages)
