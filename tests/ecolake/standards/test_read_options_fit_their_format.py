"""Faults of `read` and `crs`, each planted in the little water standards and found where it stands."""

import pytest

from ecolake.standards.load import inspect

SOURCE = "sources/water.yaml"
READ = "read: {format: csv}"
FILE = 'transport: {type: file, url: "env:WATER_URL"}'
DATABASE = 'transport: {type: database, url: "env:WATER_URL"}'
MAP = "map: {STCD: station, TM: observed_at, Z: stage, WPTN: trend}"
WIDTHS = "widths: {STCD: 5, TM: 19, Z: 8, WPTN: 1}"
FIELDS = "fields: {STCD: a, TM: b, Z: c, WPTN: d}"


@pytest.fixture
def found(little):
    """Change the source and return what is found: code, line and message."""

    def run(*changes):
        path = little / SOURCE
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return [(one.code, one.line, one.message + one.hint) for one in inspect(little)[1]]

    return run


@pytest.mark.parametrize(
    ("read", "option", "owner"),
    [
        ("format: csv, records: data", "records", "json"),
        ("format: csv, widths: {STCD: 5}", "widths", "fixed"),
        ("format: json, sheet: a", "sheet", "excel"),
        ("format: excel, encoding: gb18030", "encoding", "csv"),
        ("format: parquet, skip: 1", "skip", "csv"),
        ("format: geojson, layer: a", "layer", "geo"),
        ("format: csv, table: T", "table", "database"),
        ("format: csv, watermark: TM", "watermark", "database"),
        ("format: csv, path: /api", "path", "http"),
    ],
)
def test_an_option_of_another_format_or_transport(found, read, option, owner):
    ((code, line, text),) = found((READ, f"read: {{{read}}}"))
    assert (code, line) == ("unknown_key", 8)
    assert option in text
    assert owner in text


@pytest.mark.parametrize(
    ("read", "missing"),
    [
        ("format: fixed", {"widths"}),
        ("format: xml", {"records", "fields"}),
        (f"format: xml, {FIELDS}", {"records"}),
        ("format: html", {"fields"}),
    ],
)
def test_an_option_that_the_format_cannot_do_without(found, read, missing):
    findings = found((READ, f"read: {{{read}}}"))
    assert [(code, line) for code, line, _ in findings] == [("missing_key", 8)] * len(missing)
    assert {text.split("'")[1] for *_, text in findings} == missing


def test_a_database_needs_a_table_and_lands_parquet(found):
    ((code, line, text),) = found((FILE, DATABASE), (READ, "read: {format: parquet}"))
    assert (code, line) == ("missing_key", 8)
    assert "'table'" in text


def test_a_watermark_needs_keys_beside_it(found):
    ((code, line, text),) = found(
        (FILE, DATABASE), (READ, "read: {format: parquet, table: T, watermark: TM}")
    )
    assert (code, line) == ("missing_key", 8)
    assert "'keys'" in text


def test_what_a_connector_writes_itself_is_in_one_format(found):
    ((code, line, text),) = found((FILE, DATABASE), (READ, "read: {format: csv, table: T}"))
    assert (code, line) == ("bad_value", 8)
    assert "parquet" in text


@pytest.mark.parametrize("columns", ["watermark: TMM, keys: [STCD]", "keys: [STDC, TM]"])
def test_a_watermark_or_key_that_is_no_column(found, columns):
    ((code, line, text),) = found((FILE, DATABASE), (READ, f"read: {{format: parquet, table: T, {columns}}}"))
    assert (code, line) == ("missing_reference", 8)
    assert "did you mean" in text


@pytest.mark.parametrize(
    "read",
    [
        f"format: fixed, {WIDTHS}".replace("Z:", "ZZ:"),
        f"format: xml, records: /a, {FIELDS}".replace("Z:", "ZZ:"),
    ],
)
def test_a_mapped_column_that_the_format_does_not_name(found, read):
    ((code, line, text),) = found((READ, f"read: {{{read}}}"))
    assert (code, line) == ("missing_reference", 9)
    assert "'ZZ'" in text


def test_a_column_without_width(found):
    ((code, line, _),) = found((READ, f"read: {{format: fixed, {WIDTHS}}}".replace("TM: 19", "TM: 0")))
    assert (code, line) == ("bad_value", 8)


@pytest.mark.parametrize(
    "read",
    [
        f"format: fixed, {WIDTHS}, encoding: gb18030, files: '*.txt', date: '%Y%m%d'",
        f"format: xml, records: /a, {FIELDS}, namespaces: {{x: 'urn:x'}}",
        f"format: html, {FIELDS}, encoding: gb18030",
        "format: excel, skip: 2, header: 2, sheet: '*月', member: '*.xlsx'",
        "format: geo, layer: a, encoding: gb18030",
        "format: csv, separator: ';', skip: 1, header: 2",
        "format: json, records: data, explode: list",
    ],
)
def test_options_that_fit_are_taken(found, read):
    assert found((READ, f"read: {{{read}}}")) == []


def test_a_database_with_all_that_it_needs_is_taken(found):
    read = "read: {format: parquet, table: T, watermark: TM, keys: [STCD]}"
    assert found((FILE, DATABASE), (READ, read)) == []


PLACE = """\
  title: {zh: 度, en: degrees}
  definition: {zh: 度, en: Degrees}
  object: place
  property: NAME
  type: decimal(9,6)
  basis: proposed
"""


@pytest.fixture
def placed(little, found):
    """The little standards with items of place, of which some are mapped."""

    def run(crs, **items):
        names = ("longitude", "latitude")
        text = "".join(f"{name}:\n{PLACE}".replace("NAME", name).replace("度", name) for name in names)
        (little / "elements/place.yaml").write_text(text.replace("en: degrees", "en: x"), encoding="utf-8")
        path = little / "datasets/water/stage.yaml"
        trend = "  trend: {element: trend}\n"
        lines = "".join(f"  {name}: {{element: {element}}}\n" for name, element in items.items())
        path.write_text(path.read_text("utf-8").replace(trend, trend + lines), encoding="utf-8")
        mapped = "".join(f", {name.upper()}: {name}" for name in items)
        findings = found((MAP, f"{MAP[:-1]}{mapped}}}\n    crs: {crs}"))
        return [(code, line, text) for code, line, text in findings if code == "bad_value"]

    return run


def test_half_of_a_shifted_place(placed):
    ((_, line, text),) = placed(
        "GCJ-02", longitude="longitude", outlet_latitude="latitude", latitude="latitude"
    )
    assert line == 10
    assert "'outlet_latitude'" in text


@pytest.mark.parametrize("crs", ["CGCS2000", "BD-09"])
def test_whole_places_and_places_that_are_not_shifted_are_taken(placed, crs):
    items = {
        "longitude": "longitude",
        "latitude": "latitude",
        "start_longitude": "longitude",
        "start_latitude": "latitude",
    }
    assert placed(crs, **items) == []


def test_half_a_place_that_is_not_shifted_is_taken(placed):
    assert placed("CGCS2000", longitude="longitude") == []
