"""SARIF carries every finding to its line."""

from ecolake.standards.load import inspect
from ecolake.standards.sarif import sarif


def test_every_finding_stands_at_its_place(spoil):
    spoil("elements/water.yaml", "unit: m", "unit: metre")
    _, findings = inspect(spoil("sources/water.yaml", "Z: stage,", "Z: stge,"))
    report = sarif(findings, "1.2.3")
    (run,) = report["runs"]
    assert report["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == "1.2.3"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [
        (
            rules[result["ruleIndex"]],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for result in run["results"]
    ] == [(f.code, f"standards/{f.file}", f.line) for f in findings]
    assert "did you mean 'stge'?" in run["results"][-1]["message"]["text"]


def test_no_finding_is_an_empty_report(little):
    assert sarif(inspect(little)[1], "1")["runs"][0]["results"] == []
