"""Findings as SARIF 2.1.0, the form in which code review shows them beside the line.

Only the shape of the report; what is found is the business of `load`.
"""

from collections.abc import Sequence
from typing import Any

from ecolake.standards.findings import Finding
from ecolake.standards.lint_codes import CODES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SOURCE_ROOT = "STANDARDS"


def sarif(findings: Sequence[Finding], version: str, folder: str = "standards/") -> dict[str, Any]:
    """Build the report.

    Args:
        findings: What lint found, in file order.
        version: Version of this program.
        folder: The standards folder as the repository names it, with a slash at its end.
    """
    rules = sorted({finding.code for finding in findings})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ecolake standards lint",
                        "version": version,
                        "rules": [
                            {"id": code, "shortDescription": {"text": CODES.get(code, code)}}
                            for code in rules
                        ],
                    }
                },
                "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "The repository's root"}}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules.index(finding.code), folder) for finding in findings],
            }
        ],
    }


def _result(finding: Finding, index: int, folder: str) -> dict[str, Any]:
    words = f"{finding.message} ({finding.hint})" if finding.hint else finding.message
    place = {
        "artifactLocation": {"uri": f"{folder}{finding.file}", "uriBaseId": SOURCE_ROOT},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": words},
        "locations": [{"physicalLocation": place}],
    }
