"""Run the suites by Great Expectations over small frames, and leave the report that an auditor reads.

Frames of one row per dataset, mart or item only: the engine is far too slow for rows. It is imported inside the
functions, since that alone takes seconds. What is expected stands in `suites`, what the frames hold in `profiles` and
`usual`, how the report looks in `report`.
"""

import os
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from ecolake.home import Home
from ecolake.standards.load import load
from ecolake.warehouse import measures, report, usual
from ecolake.warehouse.profiles import IDENTITY, frames
from ecolake.warehouse.suites import JUDGED, SUITES, Expected, rendered

SITE = "local"
SHOWN = 10


@dataclass(frozen=True)
class Outcome:
    """What one expectation found.

    Attributes:
        frame: The suite.
        column: The column.
        expectation: Great Expectations' name of it.
        expected: What was expected, in words and bounds.
        passed: Whether it held.
        observed: The values that did not hold, shortened.
        rows: Of which rows they are, as `mee.air_station_hourly pm10_1h p95`.
    """

    frame: str
    column: str
    expectation: str
    expected: Expected
    passed: bool
    observed: str
    rows: tuple[str, ...]

    @property
    def severity(self) -> str:
        """`critical` or `warning`."""
        return self.expected.severity

    def __str__(self) -> str:
        """One line: what was expected, and of what it does not hold."""
        shown = "; ".join(self.rows[:SHOWN]) + (
            f"; … and {len(self.rows) - SHOWN} more" if len(self.rows) > SHOWN else ""
        )
        words = f"{self.expected.zh} · {self.expected.en}"
        return f"{self.frame}.{self.column}: {words}: {shown or self.observed}"


@dataclass(frozen=True)
class SuiteReport:
    """What the suites found, and where their report stands."""

    outcomes: tuple[Outcome, ...]
    docs: Path

    @property
    def critical(self) -> tuple[Outcome, ...]:
        """Failures that hold the release."""
        return tuple(one for one in self.outcomes if not one.passed and one.severity == "critical")

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """Failures that only ask for a look."""
        return tuple(one for one in self.outcomes if not one.passed and one.severity != "critical")

    @property
    def passed(self) -> bool:
        """Whether the release may go out."""
        return not self.critical


def run(home: Home, *, now: datetime | None = None) -> SuiteReport:
    """Measure what is new, profile the build file, run the suites, and write the report as static pages.

    Args:
        home: The installation; the pages go to its `data_docs`.
        now: The moment that freshness is measured from; the clock by default.
    """
    moment = now or datetime.now().astimezone()
    standards = load(home.standards)
    measured = measures.measure(home, standards, moment)
    found = usual.judged(measured, standards)
    # What is impossible stays to be judged until it is mended: other rows that come later do not make up for it.
    measures.record(home, measured, but={one.dataset for one in found if one.holds})
    tables = {**frames(home, moment), **usual.frames(found)}
    shutil.rmtree(home.data_docs, ignore_errors=True)
    outcomes = validate(tables, home.data_docs / "expectations")
    short = usual.short_of_history(measured)
    page = report.write(home.data_docs, outcomes, tables, found, short, moment)
    return SuiteReport(outcomes, page)


def validate(tables: Mapping[str, Any], docs: Path | None = None) -> tuple[Outcome, ...]:
    """Run every suite on its frame.

    Args:
        tables: A pandas frame per suite.
        docs: Where Great Expectations writes its own pages; none when None.
    """
    gx, gxe = library()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own dependencies
        return _validate(gx, gxe, tables, docs)


def library() -> tuple[Any, Any]:
    """Import Great Expectations and its expectations, untyped, since the library's types lag behind what it accepts.

    Takes seconds the first time, which a caller may spend on it while another process works.
    """
    # Read on import; the library calls home otherwise.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("great_expectations"), import_module("great_expectations.expectations")


def _validate(gx: Any, gxe: Any, tables: Mapping[str, Any], docs: Path | None) -> tuple[Outcome, ...]:
    context = gx.get_context(mode="ephemeral", project_config=_config(docs))
    source = context.data_sources.add_pandas("build")
    outcomes: list[Outcome] = []
    for name, expected in SUITES.items():
        suite = context.suites.add(
            gx.ExpectationSuite(name, expectations=[rendered(gxe, one) for one in expected])
        )
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name=name, data=batch, suite=suite)
        )
        identity = list(usual.IDENTITY if name in JUDGED else IDENTITY[name])
        result = definition.run(
            batch_parameters={"dataframe": tables[name]},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": identity},
        )
        told = {
            (one.expectation_config.type, one.expectation_config.kwargs["column"]): one
            for one in result.results
        }
        outcomes.extend(_outcome(name, one, told[(one.type, one.column)], identity) for one in expected)
    if docs is not None:
        context.build_data_docs(site_names=[SITE])
        report.make_offline(docs)
    return tuple(outcomes)


def _config(docs: Path | None) -> Any:
    base = import_module("great_expectations.data_context.types.base")
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)},
    }
    return base.DataContextConfig(
        # Left to itself the library makes a docs site in the system's temporary folder, and leaves it there.
        store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={SITE: site} if docs is not None else {},
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )


def _outcome(frame: str, expected: Expected, result: Any, identity: list[str]) -> Outcome:
    found = result.result
    rows = found.get("unexpected_index_list") or []
    values = found.get("observed_value", found.get("partial_unexpected_list", ""))
    return Outcome(
        frame,
        expected.column,
        expected.type,
        expected,
        bool(result.success),
        str(values),
        tuple(
            " ".join(str(row[name]) for name in identity if row[name]) + f" = {row[expected.column]}"
            for row in rows
        ),
    )
