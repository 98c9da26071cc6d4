"""Every dataset of the catalogue has a delivery, and the deliveries are as unlike as those of real bodies."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import Mapping, Source

DATASETS, SOURCES = 373, 28
SOURCE_FILES = Path(__file__).parents[2] / "standards" / "sources"
DBF_NAME = 10

# The one form that only one body has: a gateway is where frames of HJ 212 come from.
OF_ONE_SOURCE = {"hj212"}


@pytest.fixture(scope="module")
def delivered(standards):
    """All datasets with what their source says of them."""
    return [one for one in standards.datasets.values() if one.mapping]


def _places(delivered, standards, kind: str) -> dict[tuple[str, str | None], list[Dataset]]:
    """Datasets by the place that they come from: a source's own transport, or one of its systems."""
    found = defaultdict(list)
    for one in delivered:
        transport = standards.sources[one.source].transport_of(one.mapping)
        if transport.type == kind:
            found[one.source, one.mapping.system].append(one)
    return found


def _forms(mapping: Mapping, source: Source) -> Iterator[str]:
    read, transport = mapping.read, source.transport_of(mapping)
    yield read.format
    yield transport.type
    yield mapping.delivers
    yield {"\t": "tab", ";": "semicolon"}.get(read.separator, "comma")
    yield read.encoding
    yield mapping.crs
    if transport.type == "http":
        yield transport.style
    if transport.type == "file" and read.format == "parquet":
        yield "parquet file"
    options = {
        "gzip": read.files.endswith(".gz"),
        "zip": read.format == "csv" and read.files.endswith(".zip"),
        "shapefile": read.format == "geo" and read.files.endswith(".zip"),
        "geopackage": read.format == "geo" and read.files.endswith(".gpkg"),
        "title rows": read.skip,
        "merged header": read.header > 1,
        "sheets": read.sheet != "*",
        "namespaces": read.namespaces,
        "watermark": read.watermark,
        "by the day": mapping.partition,
        "codes": mapping.codes,
        "units": mapping.units,
        "date format": mapping.formats,
        "missing marks": len(mapping.missing) > 1,
    }
    yield from (name for name, used in options.items() if used)


def test_every_dataset_is_delivered_by_one_of_all_sources(delivered, standards):
    assert len(delivered) == len(standards.datasets) == DATASETS
    assert {one.source for one in delivered} == set(standards.sources)
    assert len(standards.sources) == SOURCES


def test_every_received_item_has_a_column_and_one_only(delivered):
    for one in delivered:
        received = sorted(name for name, item in one.items.items() if not item.derived)
        assert sorted(one.mapping.map.values()) == received, one.id


def test_no_column_is_there_twice_even_where_case_is_not_told(delivered):
    for one in delivered:
        columns = [*one.mapping.map, *one.mapping.ignore]
        if one.mapping.read.table or one.mapping.read.format in {"geo", "excel"}:
            columns = [column.lower() for column in columns]
        assert [name for name, times in Counter(columns).items() if times > 1] == [], one.id


def test_columns_of_a_shapefile_fit_its_table(delivered):
    for one in delivered:
        if one.mapping.read.files.endswith(".zip") and one.mapping.read.format == "geo":
            attributes = [name for name in one.mapping.map if not name.startswith("geometry.")]
            assert [name for name in attributes if len(name.encode("gb18030")) > DBF_NAME] == [], one.id


def test_each_form_is_used_by_two_sources_at_least(delivered, standards):
    users = defaultdict(set)
    for one in delivered:
        for form in _forms(one.mapping, standards.sources[one.source]):
            users[form].add(one.source)
    assert {form for form, sources in users.items() if len(sources) < 2} == OF_ONE_SOURCE
    wanted = {
        *("csv", "fixed", "excel", "json", "ndjson", "geojson", "xml", "geo", "parquet", "html"),
        *("file", "http", "database", "messages", "page", "cursor", "link", "crawl", "snapshot", "increment"),
        *("tab", "semicolon", "gb18030", "GCJ-02", "BD-09", "gzip", "zip"),
        *("shapefile", "geopackage", "parquet file"),
        *("title rows", "merged header", "sheets", "namespaces", "watermark", "by the day"),
        *("codes", "units", "date format", "missing marks"),
    }
    assert wanted <= set(users)


def test_globs_of_one_folder_never_take_a_file_of_another_dataset(delivered, standards):
    for place, datasets in _places(delivered, standards, "file").items():
        for one, other in combinations(datasets, 2):
            assert not _overlap(one.mapping.read.files, other.mapping.read.files), (place, one.id, other.id)


def _overlap(one: str, other: str) -> bool:
    """Whether a name can match both; each glob has one star."""
    (start, end), (start2, end2) = one.split("*"), other.split("*")
    starts = start.startswith(start2) or start2.startswith(start)
    return starts and (end.endswith(end2) or end2.endswith(end))


def test_two_globs_overlap_where_a_name_matches_both():
    assert _overlap("a_*.csv", "a_b_*.csv")
    assert not _overlap("a_*.csv", "a_*.xlsx")
    assert not _overlap("g103_1_*.xlsx", "g103_10_*.xlsx")


@pytest.mark.parametrize(("kind", "what"), [("http", "path"), ("messages", "path"), ("database", "table")])
def test_no_two_datasets_share_a_path_a_topic_or_a_table(kind, what, delivered, standards):
    for place, datasets in _places(delivered, standards, kind).items():
        where = [getattr(one.mapping.read, what) for one in datasets]
        assert len(set(where)) == len(where), place
        assert all(where), place


def test_watermarks_and_keys_are_columns_of_the_table(delivered, standards):
    for datasets in _places(delivered, standards, "database").values():
        for one in datasets:
            read, known = one.mapping.read, {*one.mapping.map, *one.mapping.ignore}
            assert {*read.keys, read.watermark or read.keys[0]} <= known, one.id
            assert sorted(one.mapping.map[key] for key in read.keys) == sorted(one.key), one.id
            assert (one.mapping.delivers == "increment") == (read.watermark is not None), one.id


def test_what_comes_by_the_day_says_how_a_name_carries_it(delivered, standards):
    daily = [one for one in delivered if one.mapping.partition]
    assert daily
    for one in daily:
        assert one.mapping.read.date, one.id
        assert standards.sources[one.source].transport_of(one.mapping).type == "file"


def test_a_mark_for_missing_is_no_code(delivered):
    for one in delivered:
        for name, item in one.items.items():
            marks = {*one.mapping.missing, *one.mapping.missing_in.get(name, ())}
            said = set(one.mapping.codes[name].values) if name in one.mapping.codes else set()
            ours = set(item.codes.sorted_codes) - said if item.codes else set()
            assert not marks & (said or ours), (one.id, name)


def test_codes_lead_back_to_one_of_ours(delivered):
    for one in delivered:
        for name, codes in one.mapping.codes.items():
            ours = set(one.items[name].codes.sorted_codes) if one.items[name].codes else {"true", "false"}
            kept = ours - set(codes.values.values())
            clash = {source for source, code in codes.values.items() if source in kept and source != code}
            assert not clash, (one.id, name)


def test_a_third_of_the_coded_items_from_outside_have_codes_of_their_source(delivered):
    coded = own = 0
    for one in delivered:
        if one.outside:
            names = [name for name in one.mapping.map.values() if one.items[name].codes]
            coded += len(names)
            own += sum(name in one.mapping.codes for name in names)
    assert own * 3 >= coded


def test_addresses_are_named_after_their_source_and_shared_by_none(standards):
    seen = Counter()
    for name, source in standards.sources.items():
        for transport in filter(None, (source.transport, *source.systems.values())):
            assert re.fullmatch(rf"env:{name.upper()}(_[A-Z]+)*_URL", transport.url), name
            seen[transport.url] += 1
    assert [url for url, times in seen.items() if times > 1] == []


def test_no_secret_and_no_address_stands_in_a_source_file(standards):
    for name, source in standards.sources.items():
        said = [source.owner.contact]
        for transport in filter(None, (source.transport, *source.systems.values())):
            options = transport.model_dump(include={"url", "username", "password", "private_key", "token"})
            said += [value for value in options.values() if value is not None]
        assert [one for one in said if not one.startswith("env:")] == [], name


def test_no_source_file_names_a_host_outside_its_comments():
    for path in sorted(SOURCE_FILES.glob("*.yaml")):
        lines = path.read_text("utf-8").splitlines()
        assert [line for line in lines if "://" in line and not line.lstrip().startswith("#")] == [], (
            path.name
        )
