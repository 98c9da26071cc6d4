"""Two dbt tests never share a check: dbt gives tests of different models one name, and Dagster ends a step that reports one twice."""

import json
from collections import Counter

import pytest

from assets.manifest import dbt_manifest
from assets.marts import checks_by_test


@pytest.fixture(scope="module")
def tests(built_home):
    """The names of the tests that stand beside a model, by unique id."""
    nodes = json.loads(dbt_manifest(built_home).read_bytes())["nodes"]
    return {
        unique_id: node["name"]
        for unique_id, node in nodes.items()
        if node["resource_type"] == "test" and node.get("attached_node")
    }


@pytest.fixture(scope="module")
def checks(definitions):
    (step,) = (
        one for one in definitions.assets if getattr(one, "node_def", None) and one.node_def.name == "dbt"
    )
    return checks_by_test(step)


def test_every_test_has_a_check_of_its_own(tests, checks):
    assert tests.keys() <= checks.keys()
    assert [key for key, count in Counter(checks.values()).items() if count > 1] == []


def test_tests_of_one_name_report_to_the_models_that_they_are_of(tests, checks):
    alike = {name for name, count in Counter(tests.values()).items() if count > 1}
    assert alike, "no two tests share a name any more: nothing here would be proved"
    for name in alike:
        assets = [checks[one].asset_key for one, called in tests.items() if called == name]
        assert len(set(assets)) == len(assets)
