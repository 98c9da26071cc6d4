"""The Great Expectations suite over small frames, and its Data Docs.

Frames of one row per dataset or mart only: the engine is far too slow for rows. It is imported inside the
functions, since that alone takes seconds. What the frames hold is in `profiles`.
"""

import os
import shutil
import warnings
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from ecolake.home import Home
from ecolake.warehouse.profiles import KEYS, frames

SITE = "local"
# Above this share of rejected rows somebody should look; the release still goes out, since one broken source
# must not keep the others from the analysts.
REJECTED_SHARE = 0.5
AQI_RANGE = (0, 500)  # HJ 633-2012 and HJ 633-2026, table of IAQI breakpoints: the index ends at 500


@dataclass(frozen=True)
class Outcome:
    """What one expectation found."""

    frame: str
    column: str
    expectation: str
    severity: str
    passed: bool
    observed: str


@dataclass(frozen=True)
class SuiteReport:
    """What the suite found, and where its report stands."""

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
    """Profile the build file, run the suite, and write its Data Docs as static pages.

    Args:
        home: The installation; the pages go to its `data_docs`.
        now: The moment that freshness is measured from; the clock by default.
    """
    # Read on import; the library calls home otherwise.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own dependencies
        return _run(home, frames(home, now or datetime.now().astimezone()))


def _expectations() -> dict[str, list[Any]]:
    # The library's types lag behind what it accepts, here and below.
    gxe = import_module("great_expectations.expectations")

    def between(column: str, low: float | None, high: float | None, severity: str = "critical") -> Any:
        return gxe.ExpectColumnValuesToBeBetween(
            column=column, min_value=low, max_value=high, severity=severity
        )

    return {
        "accounts": [
            gxe.ExpectColumnValuesToBeUnique(column="dataset"),
            between("received", 0, None),
            between("difference", 0, 0),
            between("rejected_share", 0, REJECTED_SHARE, "warning"),
            between("minutes_overdue", 0, 0, "warning"),
        ],
        "marts": [
            gxe.ExpectColumnDistinctValuesToEqualSet(column="mart", value_set=sorted(KEYS)),
            between("row_count", 0, None),
            between("rows_without_key", 0, 0),
        ],
        "air_quality": [
            between("lowest_aqi", *AQI_RANGE),
            between("highest_aqi", *AQI_RANGE),
            between("share_without_aqi", 0, 0.2, "warning"),
        ],
    }


def _run(home: Home, profiles: dict[str, Any]) -> SuiteReport:
    gx = import_module("great_expectations")

    base = import_module("great_expectations.data_context.types.base")
    shutil.rmtree(home.data_docs, ignore_errors=True)
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(home.data_docs)},
    }
    config = base.DataContextConfig(
        # Left to itself the library makes a docs site in the system's temporary folder, and leaves it there.
        store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={SITE: site},
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    source = context.data_sources.add_pandas("build")
    definitions = []
    for name, expectations in _expectations().items():
        suite = context.suites.add(gx.ExpectationSuite(name, expectations=expectations))
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
        definitions.append((name, context.validation_definitions.add(definition)))
    outcomes: list[Outcome] = []
    for name, definition in definitions:
        result = definition.run(batch_parameters={"dataframe": profiles[name]})
        outcomes.extend(_outcome(name, one) for one in result.results)
    context.build_data_docs(site_names=[SITE])
    return SuiteReport(tuple(outcomes), home.data_docs / "index.html")


def _outcome(frame: str, result: Any) -> Outcome:
    config = result.expectation_config
    found = result.result
    observed = found.get("observed_value", found.get("partial_unexpected_list", ""))
    return Outcome(
        frame,
        str(config.kwargs.get("column", "")),
        config.type,
        str(getattr(config.severity, "value", config.severity)),
        bool(result.success),
        str(observed),
    )
