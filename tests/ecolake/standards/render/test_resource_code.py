from ecolake.standards.resource_code import resource_code


def test_a_code_holds_class_theme_and_category(small):
    assert resource_code(small, small.datasets["water.stage"]) == "211002/064"


def test_a_theme_without_a_list_has_no_number(folder):
    from ecolake.standards.load import load

    for suffix in ("yaml", "csv"):
        (folder / f"codelists/catalogue_theme.{suffix}").unlink()
    standards = load(folder)
    assert resource_code(standards, standards.datasets["land.station"]) == "211000/002"


def test_no_two_datasets_share_a_code(standards):
    codes = [resource_code(standards, dataset) for dataset in standards.datasets.values()]
    assert len(set(codes)) == len(codes)
    assert not any(code.startswith("211000") for code in codes)
