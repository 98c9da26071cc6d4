"""The shape of the document of an enterprise, `ecolake.enterprise/1`: what a program that reads it may rely on.

`python -m ecolake.dossier.shape` writes it as JSON Schema to `docs/reference/enterprise-document.schema.json`; a test holds the two together,
and holds the documents of a build against it. What is added later gets a new number only if something is taken away.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

FILE: Final = Path("docs") / "reference" / "enterprise-document.schema.json"
Tone = Literal["good", "neutral", "warning", "violation"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Said(_Part):
    """By whom."""

    source: str
    dataset: str


class _Row(_Said):
    """By which row of a landed file."""

    batch: str
    file: str
    row: int


class Value(_Said):
    """The value chosen of an item, as text; its rivals are in `enterprise_value`."""

    item: str
    value: str
    unit: str | None
    observed_on: date | None
    age_days: int
    decided_by: Literal["validity", "authority", "agreement", "recency", "name", "unrivalled"]
    rivals: int


class Naming(_Said):
    """A name, division or address that a source gives."""

    item: str
    value: str
    is_chosen: bool
    observed_on: date | None
    reason_zh: str
    reason_en: str


class Spell(_Said):
    """What was so from when until when."""

    attribute: str
    value: str
    valid_from: date | None
    valid_to: date | None


class Code(_Part):
    """A code of the enterprise, or of a site, facility, outlet or device of it."""

    code: str
    kind: Literal["enterprise", "site", "facility", "outlet", "device"]
    is_provisional: bool | None
    site_code: str | None
    local_number: str | None
    valid_from: date | None
    valid_to: date | None
    redirected_to: str | None


class Site(_Said):
    """A place, and why it is or is not the one shown."""

    longitude: float | None
    latitude: float | None
    is_chosen: bool
    observed_on: date | None
    reason_zh: str
    reason_en: str


class Entry(_Part):
    """One row of a source; nulls are left out of `record`."""

    dated_on: date | None
    batch: str
    file: str
    row: int
    record: dict[str, Any]


class Records(_Part):
    """The newest rows of a dataset, sixty at most, and how many there are."""

    dataset: str
    records: int
    entries: list[Entry]


class Section(_Part):
    """A section of the file."""

    section: str
    title_zh: str
    title_en: str
    datasets: list[Records]


class Monitoring(_Part):
    """A month of one monitoring point and pollutant."""

    monitoring_point_code: str
    discharge_outlet_code: str | None
    outlet_name: str | None
    outlet_medium: str | None
    device_number: str | None
    pollutant_code: str
    month_begins_on: date
    hours_expected: int
    hours_valid: int
    valid_share: float
    concentration_mean: float | None
    concentration_maximum: float | None
    concentration_limit: float | None
    concentration_unit: str | None
    exceedance_hours: int
    discharge_kg: float
    last_concentration: float | None
    last_measured_at: datetime


class Figure(_Row):
    """An amount discharged, permitted, used or taxed."""

    says: Literal["reported", "permitted", "used", "taxed"]
    subject: str
    begins_on: date | None
    months: int | None
    amount: float
    unit: str


class Discrepancy(_Part):
    """Two figures held against each other."""

    comparison: str
    title_zh: str
    title_en: str
    subject: str
    amount: float
    other_amount: float | None
    ratio: float | None
    threshold: float
    is_comparable: bool
    is_flagged: bool
    method_zh: str
    method_en: str


class Quarter(_Part):
    """A quarter of compliance."""

    quarter: str
    compliance: Literal["violation", "warning", "in_order", "not_examined"]
    violations: int
    warnings: int
    inspections: int
    penalties: int
    petitions: int
    exceedance_days: int


class Event(_Row):
    """Something that happened, or that lies ahead."""

    happened_on: date
    kind: str
    tone: Tone
    details: dict[str, Any]
    is_upcoming: bool


class Issue(_Row):
    """A row with open data-quality trouble that speaks of the enterprise."""

    severity: str
    rule: str
    reason_zh: str | None
    reason_en: str | None


class Document(_Part):
    """The file of one enterprise."""

    format: Literal["ecolake.enterprise/1"]
    enterprise_code: str
    as_of: date
    is_provisional: bool
    identity: list[Value]
    names_and_places: list[Naming]
    history: list[Spell]
    codes: list[Code]
    sites: list[Site]
    sections: list[Section]
    monitoring: list[Monitoring]
    figures: list[Figure]
    discrepancies: list[Discrepancy]
    quarters: list[Quarter]
    events: list[Event]
    issues: list[Issue]


def render() -> str:
    """The shape as JSON Schema."""
    return json.dumps(Document.model_json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    (Path(__file__).parents[2] / FILE).write_text(render(), encoding="utf-8")
