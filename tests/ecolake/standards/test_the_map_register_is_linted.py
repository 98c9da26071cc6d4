"""The register of the map: 108 layers that hold together; what does not is a finding at its place."""

import pytest

from ecolake.home import Home
from ecolake.standards.map.files import inspect_layers, load_layers
from tests.support.small_map import LAYERS, PROJECT, register_at


@pytest.fixture
def root(tmp_path):
    home = Home(tmp_path, tmp_path, tmp_path)
    register_at(home, LAYERS)
    return home.standards


def found(standards, root, file, old, new):
    path = root / "map" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [(one.file, one.code, one.message) for one in inspect_layers(standards, root)]


def test_the_project_has_108_layers_and_they_are_sound(standards):
    assert inspect_layers(standards, PROJECT / "standards") == []
    layers = load_layers(PROJECT / "standards")
    assert len(layers.entries) == layers.register.count == 108
    assert list(layers.register.groups) == ["water", "air", "soil", "ecology", "sources", "grid", "risk"]
    used = {one.layer.grading.by for one in layers.entries if one.layer.grading}
    assert used == set(layers.register.gradings)


def test_a_small_register_is_sound(standards, root):
    assert inspect_layers(standards, root) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said"),
    [
        ("register.yaml", "count: 3", "count: 4", "bad_value", "the register counts 4 layers, its groups hold 3"),
        ("layers/water.yaml", "select record_id", "selec record_id", "bad_rule", "the query does not parse"),
        ("layers/water.yaml", "select record_id as id", "select record_id", "bad_rule", "the first column of the query is 'id'"),
        ("layers/water.yaml", "river_name, ", "river_name, river_name, ", "bad_rule", "names each of its columns"),
        ("layers/water.yaml", "wkt: shape", "wkt: shap", "missing_reference", "the query gives no column 'shap'"),
        ("layers/water.yaml", "column: quality_class", "column: class", "missing_reference", "gives no column 'class'"),
        ("layers/water.yaml", "by: water_class", "by: water_clas", "missing_reference", "there is no grading 'water_clas'"),
        ("layers/water.yaml", "ecology__river_line", "ecology__river", "missing_reference", "no dataset 'ecology__river'"),
        ("layers/water.yaml", "  river_line:", "  air_station_hour:", "duplicate", "has a layer 'air_station_hour' already"),
        ("layers/water.yaml", "主要河流水系", "县级空气质量排名", "duplicate", "'air_county_ranking' is called the same"),
        ("layers/water.yaml", "river_name,", "river_name as bbox,", "reserved_name", "'bbox' is a column that the builder"),
        ("layers/water.yaml", "water.ecology__river_line", "society.market_regulation__enterprise", "open_personal", ""),
        ("layers/water.yaml", "river_name,", "legal_representative,", None, None),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_a_finding(standards, root, file, old, new, code, said):
    findings = found(standards, root, file, old, new)
    if code is None:
        # The item is of another dataset; once that is read, it is personal.
        assert findings == []
        findings = found(
            standards, root, file, "water.ecology__river_line", "society.market_regulation__enterprise"
        )
        code, said = "open_personal", "'legal_representative' of market_regulation.enterprise is personal"
    assert any(one[:2] == (f"map/{file}", code) and said in one[2] for one in findings)


def test_a_file_of_no_group_is_a_finding(standards, root):
    (root / "map" / "layers" / "watre.yaml").write_text("layers: {}\n", encoding="utf-8")
    (one,) = inspect_layers(standards, root)
    assert (one.file, one.code, one.hint) == (
        "map/layers/watre.yaml",
        "unknown_file",
        "did you mean 'water'?",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by: value", "by: number", "each class of numbers but the last has an up_to"),
        ("value: II,", "value: I,", "no two the same"),
        ("basis: sourced", "basis: proposed", "proposed ones their reason"),
        ("west: 115.5", "west: 125.5", "west lies before east"),
    ],
)  # fmt: skip
def test_classes_that_do_not_hold_together_are_a_finding(standards, root, old, new, said):
    text = (root / "map" / "register.yaml").read_text(encoding="utf-8")
    start = 0 if "west" in old else text.index("  water_class:")
    (root / "map" / "register.yaml").write_text(
        text[:start] + text[start:].replace(old, new, 1), encoding="utf-8"
    )
    assert any(said in one.message for one in inspect_layers(standards, root))
