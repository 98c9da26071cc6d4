"""The page of an enterprise is one file: nothing is fetched, everything from outside is escaped, each part is there."""

import re
from copy import deepcopy
from html.parser import HTMLParser

import pytest

from ecolake.dossier.drawings import Place, places
from ecolake.dossier.page import page
from ecolake.dossier.read import EnterpriseFile, Words

HOSTILE = "<script>alert('x')</script>\"&'<img src=https://example.org/a.png onerror=x>"
ORIGIN = {"source": "ecology", "dataset": "petition", "batch": "b", "file": "f", "row": 1}
EVENT = {
    "happened_on": "2026-01-02",
    "kind": "petition",
    "tone": "warning",
    "details": {},
    "is_upcoming": False,
}
QUARTER = {"quarter": "2026Q1", "compliance": "violation", "violations": 2, "warnings": 0}
DOCUMENT = {
    "as_of": "2026-03-01",
    "identity": [
        {
            "item": "enterprise_name",
            "value": "甲",
            "unit": None,
            "age_days": 3,
            "rivals": 1,
            "decided_by": "authority",
        }
        | ORIGIN
    ],
    "sites": [{"longitude": 118.5, "latitude": 24.7, "is_chosen": True, "reason_zh": "最新"} | ORIGIN],
    "history": [
        {"attribute": "enterprise_name", "value": "乙", "valid_from": "2020-01-01", "valid_to": None} | ORIGIN
    ],
    "codes": [],
    "sections": [
        {
            "section": "petitions",
            "title_zh": "信访投诉",
            "title_en": "Petitions",
            "datasets": [
                {"dataset": "ecology.petition", "records": 1, "entries": [{"record": {"place": "某处"}}]}
            ],
        }
    ],
    "monitoring": [],
    "figures": [
        {"says": "reported", "subject": "cod", "begins_on": None, "months": None, "amount": 3.5, "unit": "t"}
    ],
    "discrepancies": [],
    "quarters": [QUARTER] * 13,
    "events": [EVENT | ORIGIN],
    "issues": [],
}
WORDS = Words({"ecology.petition": ("信访", "petitions")}, {}, {}, {}, {})


def file_of(name="某公司", **changes):
    row = {"enterprise_name": name, "penalty_count": 2}
    return EnterpriseFile("91350100M000100Y43", 1, "2026-03-01", row, deepcopy(DOCUMENT) | changes, WORDS)


class Seen(HTMLParser):
    """Every element, and whatever would be fetched or run."""

    def __init__(self):
        super().__init__()
        self.tags, self.fetched, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [(name, value) for name, value in attrs if name in ("src", "onerror", "onload")]
        self.fetched += [
            (name, value) for name, value in attrs if name == "href" and not value.startswith("#")
        ]

    def handle_data(self, data):
        self.text.append(data)


def seen(text):
    parser = Seen()
    parser.feed(text)
    return parser


def test_nothing_is_fetched_and_nothing_runs():
    text = page(file_of())
    parsed = seen(text)
    assert not parsed.fetched
    assert not {"script", "link", "iframe", "img"}.intersection(parsed.tags)
    assert not re.search(r"url\(|@import", text)


def hostile_places():
    changed = deepcopy(DOCUMENT)
    changed["identity"][0]["value"] = HOSTILE
    changed["history"][0]["value"] = HOSTILE
    changed["sections"][0]["datasets"][0]["entries"][0]["record"] = {HOSTILE: HOSTILE}
    changed["events"][0]["details"] = {HOSTILE: HOSTILE}
    changed["sites"][0]["source"] = HOSTILE
    return changed


def test_what_sources_wrote_is_text_wherever_it_stands():
    parsed = seen(page(file_of(HOSTILE, **hostile_places())))
    assert not parsed.fetched
    assert not {"script", "img"}.intersection(parsed.tags)
    assert sum(HOSTILE in text for text in parsed.text) >= 6


@pytest.mark.parametrize(
    "heading", ["十三个季度的合规情况", "大事记", "基本信息与位置", "历史与编码", "信访投诉"]
)
def test_every_part_that_holds_something_has_its_heading(heading):
    assert f">{heading}<" in page(file_of())


def test_a_part_that_holds_nothing_is_left_out():
    assert "大事记" not in page(file_of(events=[]))


def test_the_sketch_keeps_places_apart_to_scale():
    def spots(*points):
        found = re.findall(
            r'circle cx="([\d.]+)" cy="([\d.]+)"', places([Place(*one, "", False) for one in points])
        )
        return [(float(x), float(y)) for x, y in found]

    (west, north), (east, south) = spots((118.0, 25.1), (118.1, 25.0))
    assert (west < east, north < south) == (True, True)
    # At 25 degrees a degree of longitude is nine tenths of a degree of latitude.
    assert (east - west) / (south - north) == pytest.approx(0.906, abs=0.01)
    ((x, y),) = spots((118.0, 25.0))
    assert (x, y) == (180, 130)
