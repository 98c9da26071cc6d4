"""The run that made a release as OpenLineage events: what was accepted since the release before, and every model, with its columns.

By the specification, openlineage.io/spec/2-0-2. Times are those of the accounts and of dbt's own record; identifiers follow from
the release, so that the same release gives the same events.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from ecolake.exports.release import Table, opened, tables
from ecolake.home import Home
from ecolake.warehouse.query import query
from ecolake.warehouse.record import Release
from ecolake.warehouse.releases import releases

if TYPE_CHECKING:
    import duckdb

Event = dict[str, Any]
NAMESPACE: Final = "ecolake"
PRODUCER: Final = "urn:ecolake"
_SPEC: Final = "https://openlineage.io/spec"
EVENT_SCHEMA: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS: Final = {
    "columnLineage": f"{_SPEC}/facets/1-0-1/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
    "schema": f"{_SPEC}/facets/1-0-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
    "parent": f"{_SPEC}/facets/1-0-0/ParentRunFacet.json#/$defs/ParentRunFacet",
    "outputStatistics": (
        f"{_SPEC}/facets/1-0-0/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet"
    ),
}
# What an account says of a batch of which nothing could be taken.
_FAILED: Final = frozenset({"unreadable", "refused"})
# A made column, the table and the column that it was made of.
Sources = dict[str, list[tuple[str, str]]]
# Source, dataset, batch and attempt.
Batch = tuple[Any, ...]


def events(home: Home) -> list[Event]:
    """The events of the run behind the current release, by time.

    Raises:
        EcolakeError: Nothing is published.
    """
    with opened(home) as (connection, release):
        known = tables(connection, inner=True)
        sources = _sources(connection)
        found = [
            *_accepted(connection, release, _told(home, release), known, sources),
            *_models(connection, release, known, sources),
        ]
    begin = min(
        (one["eventTime"] for one in found), default=_time(datetime.fromisoformat(release.created_at))
    )
    job = f"release.{release.release}"
    run = _run(release, job)
    whole = [
        _event("START", begin, run, job, [], []),
        _event("COMPLETE", _time(datetime.fromisoformat(release.created_at)), run, job, [], []),
    ]
    for one in found:
        one["run"]["facets"] = {"parent": _facet("parent", run={"runId": run}, job=_job(job))}
    order = {"START": 0, "COMPLETE": 1, "FAIL": 1}
    return sorted(
        [*whole, *found],
        key=lambda one: (one["eventTime"], order[one["eventType"]], one["job"]["name"], one["run"]["runId"]),
    )


def _told(home: Home, release: Release) -> set[Batch]:
    """What the release before was made of. Not by the clock: a batch may be accepted while a release is being built without it."""
    before = next((one for one in releases(home) if one.release < release.release), None)
    if before is None:
        return set()
    _, rows = query(home, "select source, dataset, batch, attempt from lake.accounts", release=before)
    return set(rows)


def _accepted(
    connection: "duckdb.DuckDBPyConnection",
    release: Release,
    told: set[Batch],
    known: dict[str, Table],
    sources: dict[str, Sources],
) -> Iterator[Event]:
    """A run for each batch that was accepted since the release before."""
    rows = connection.execute(
        "select source, dataset, batch, attempt, accepted, status, committed_at, seconds from lake.accounts order by all"
    ).fetchall()
    for source, dataset, batch, attempt, accepted, status, committed_at, seconds in rows:
        if (source, dataset, batch, attempt) in told:
            continue
        table, job = f"lake.{source}__{dataset}", f"accept.{source}.{dataset}"
        run = _run(release, f"{job}.{batch}.{attempt}")
        began = _time(committed_at - timedelta(seconds=seconds or 0))
        statistics = {"outputStatistics": _facet("outputStatistics", rowCount=accepted)}
        # Of a dataset that the standards have dropped since there is an account, and no relation.
        described = _output(known[table], sources.get(table, {})) if table in known else _dataset(table)
        output = {**described, "outputFacets": statistics}
        inputs = [_dataset(f"landed.{source}__{dataset}")]
        yield _event("START", began, run, job, inputs, [_dataset(table)])
        ended = "FAIL" if status in _FAILED else "COMPLETE"
        yield _event(ended, _time(committed_at), run, job, inputs, [output])


def _models(
    connection: "duckdb.DuckDBPyConnection",
    release: Release,
    known: dict[str, Table],
    sources: dict[str, Sources],
) -> Iterator[Event]:
    """A run for each model of the build."""
    rows = connection.execute(
        "select model, status, _started_at, _completed_at from lake.model_run order by model"
    ).fetchall()
    for model, status, began, ended in rows:
        job = f"dbt.{model}"
        run = _run(release, job)
        read = sorted({table for found in sources.get(model, {}).values() for table, _ in found})
        inputs = [_dataset(table) for table in read]
        kind = "COMPLETE" if status == "success" else "FAIL"
        yield _event("START", _time(began), run, job, inputs, [_dataset(model)])
        yield _event(kind, _time(ended), run, job, inputs, [_output(known[model], sources.get(model, {}))])


def _sources(connection: "duckdb.DuckDBPyConnection") -> dict[str, Sources]:
    """What each column of each table was made of, one step back."""
    rows = connection.execute(
        "select to_table, to_column, from_table, from_column from lake.lineage where from_table is not null order by all"
    ).fetchall()
    found: dict[str, Sources] = {}
    for (table, column), steps in groupby(rows, key=lambda row: (row[0], row[1])):
        found.setdefault(table, {})[column] = [(step[2], step[3]) for step in steps]
    return found


def _output(table: Table, sources: Sources) -> dict[str, Any]:
    fields = {
        column: {
            "inputFields": [{"namespace": NAMESPACE, "name": name, "field": field} for name, field in found]
        }
        for column, found in sources.items()
    }
    columns = [
        {
            "name": one.name,
            "type": one.type,
            "description": " · ".join(filter(None, (one.title_zh, one.title_en))),
        }
        for one in table.columns
    ]
    facets = {"schema": _facet("schema", fields=columns)}
    if fields:
        facets["columnLineage"] = _facet("columnLineage", fields=fields)
    return {**_dataset(table.full_name), "facets": facets}


def _event(
    kind: str, at: str, run: str, job: str, inputs: list[dict[str, Any]], outputs: list[dict[str, Any]]
) -> Event:
    return {
        "eventType": kind,
        "eventTime": at,
        "run": {"runId": run},
        "job": _job(job),
        "inputs": inputs,
        "outputs": outputs,
        "producer": PRODUCER,
        "schemaURL": EVENT_SCHEMA,
    }


def _facet(name: str, **words: Any) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": _FACETS[name], **words}


def _dataset(name: str) -> dict[str, Any]:
    return {"namespace": NAMESPACE, "name": name}


def _job(name: str) -> dict[str, str]:
    return {"namespace": NAMESPACE, "name": name}


def _run(release: Release, job: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:ecolake:{release.fingerprint}:{job}"))


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
