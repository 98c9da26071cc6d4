"""What could not be read is not missed wherever it is named: one fault is told once, where it stands."""

import shutil
from pathlib import Path

import pytest

from ecolake.standards.load import inspect

OWN = Path(__file__).resolve().parents[3] / "standards"


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("datasets/water/stage.yaml", "update: hourly", "update: hourli", "bad_value"),
        ("datasets/water/stage.yaml", "update: hourly", "update: [hourly", "yaml_syntax"),
        ("elements/water.yaml", "type: text(5)", "type: txt(5)", "bad_value"),
        ("sources/water.yaml", "timezone: Asia/Shanghai", "timezones: Asia/Shanghai", "unknown_key"),
        ("codelists/trend.yaml", "trust: memory", "trust: memories", "bad_value"),
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_one_blamed(spoil, file, old, new, code):
    findings = inspect(spoil(file, old, new))[1]
    assert {finding.file for finding in findings} == {file}
    assert code in {finding.code for finding in findings}


def test_a_broken_dataset_of_the_catalogue_is_one_finding(tmp_path):
    """The frames are named by a source, by clauses and by elements that nothing else uses."""
    root = tmp_path / "standards"
    shutil.copytree(OWN, root)
    path = root / "datasets" / "iot" / "hj212_frame.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("update: realtime", "update: realtimes"), encoding="utf-8")
    (finding,) = inspect(root)[1]
    assert (finding.file, finding.code) == ("datasets/iot/hj212_frame.yaml", "bad_value")


def test_what_is_missed_for_another_reason_is_still_told(spoil):
    spoil("datasets/water/stage.yaml", "element: trend", "element: trends")
    findings = inspect(spoil("elements/water.yaml", "type: text(5)", "type: txt(5)"))[1]
    assert ("datasets/water/stage.yaml", "missing_reference") in {(f.file, f.code) for f in findings}
