"""A trace that somebody asks for: one section, perhaps a parameter and a time, against any connection that shows the derived tables.

Belongs here: which exceedance is meant, and its answer. Does not belong here: the evidence (`river_evidence`), how it is printed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ecolake.derived.river_evidence import evidence, exceedance, rivers, weights_of
from ecolake.errors import UsageError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.methods.river import RiverMethod

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Traced:
    """An answer.

    Attributes:
        site: The section: `site_code`, `site_name`, `river_name`, `target_class`.
        episode: What is explained; `kind` is `asked` where no station saw it and the question alone gives parameter and time.
        sources: Places upstream, the likeliest first, with names.
        arrivals: Intakes and sections downstream with times, the next first, with names.
    """

    site: dict[str, Any]
    episode: dict[str, Any]
    sources: "pl.DataFrame"
    arrivals: "pl.DataFrame"


def trace(
    connection: "duckdb.DuckDBPyConnection",
    method: "RiverMethod",
    section: str,
    pollutant: str | None,
    at: datetime | None,
) -> Traced:
    """Answer where an exceedance may come from and whom it reaches.

    Args:
        connection: Shows the schema `lake`.
        method: The river's method.
        section: Code or name of a section.
        pollutant: Code of a parameter; the one last exceeded by default.
        at: When; the last exceedance by default.

    Raises:
        UsageError: There is no such section, it is not in the network, or nothing was exceeded there and the question does not say what.
    """
    from ecolake.domain.river.tracing import candidates, reached

    site = _site(connection, section)
    when = at.astimezone(UTC) if at else None
    episode = _episode(connection, site["site_code"], pollutant, when)
    day = episode["started_at"].astimezone(CHINA).date()
    ours = rivers(connection, day, method)
    seen = exceedance(
        ours,
        site["site_code"],
        episode["pollutant_code"],
        episode["front_at"],
        episode["tail_at"],
        episode["excess"],
        sudden=episode["kind"] != "lasting",
        method=method,
    )
    if seen is None:
        raise UsageError(
            "not_in_the_network",
            f"Section {site['site_code']} stands in no catchment of the river network, or {episode['pollutant_code']} is no"
            " parameter that outlets can be traced by.",
            f"断面 {site['site_code']} 不在河网的任何汇水区内，或 {episode['pollutant_code']} 不是可以溯源的项目。",
            hint_en="See `from river_place where place_kind = 'section'` and `shows_as` in standards/methods/river.yaml.",
            hint_zh="可查询 river_place 中的断面，以及 standards/methods/river.yaml 的 shows_as。",
        )
    known = evidence(connection, ours, day, method)
    sources = candidates(ours.network, ours.hours, ours.flow, seen, known, weights_of(method))
    names = ours.places.select(
        "place_code",
        "place_name",
        "unified_social_credit_code",
        "discharge_outlet_code",
        "monitoring_point_code",
        "longitude",
        "latitude",
    )
    down = ours.places.filter(ours.places["place_kind"].is_in(["intake", "section"]))
    arrivals = reached(ours.network, ours.hours, seen, down, method.evidence.tolerance.value)
    return Traced(
        site,
        episode,
        sources.join(names, on="place_code", how="left", maintain_order="left"),
        arrivals.join(
            names.select("place_code", "place_name"), on="place_code", how="left", maintain_order="left"
        ),
    )


def _site(connection: "duckdb.DuckDBPyConnection", section: str) -> dict[str, Any]:
    """Find a section by its code, else by its whole name, else by a part of it that only one bears."""
    asked = section.replace(" ", "")
    for condition in (
        "site_code = $asked",
        "replace(site_name, ' ', '') = $asked",
        "contains(replace(site_name, ' ', ''), $asked)",
    ):
        found = connection.execute(
            f"select site_code, site_name, river_name, target_class from lake.derived_water_site where {condition} order by site_code",
            {"asked": asked},
        ).pl()
        if found.height == 1:
            return found.row(0, named=True)
        if found.height > 1:
            some = ", ".join(
                f"{code} {name}" for code, name in found.select("site_code", "site_name").head(5).iter_rows()
            )
            raise UsageError(
                "several_sections",
                f"{found.height} sections are meant by '{section}': {some} …",
                f"“{section}”指 {found.height} 个断面：{some} …",
                hint_en="Give the code of one of them.",
                hint_zh="请用其中一个断面的编码。",
            )
    raise UsageError(
        "no_such_section",
        f"No section has the code or name '{section}'.",
        f"没有编码或名称为“{section}”的断面。",
        hint_en='Look for it: ecolake query "select site_code, site_name from water_site"',
        hint_zh='可查询：ecolake query "select site_code, site_name from water_site"',
    )


def _episode(
    connection: "duckdb.DuckDBPyConnection", site: str, pollutant: str | None, at: datetime | None
) -> dict[str, Any]:
    """Find the exceedance that is meant: the one about the time, else the last; without one, the question itself."""
    near = "where site_code = $site and ($pollutant is null or pollutant_code = $pollutant)" + (
        " and started_at <= $until and ended_at >= $since" if at else ""
    )
    asked = {"site": site, "pollutant": pollutant}
    span = {"until": at + timedelta(hours=6), "since": at - timedelta(hours=6)} if at else {}
    found = connection.execute(
        f"select * from lake.derived_river_episode {near} order by kind = 'lasting', started_at desc, pollutant_code limit 1",
        {**asked, **span},
    ).pl()
    if found.height:
        return found.row(0, named=True)
    if pollutant is None or at is None:
        raise UsageError(
            "nothing_exceeded",
            f"No exceedance of section {site} is known" + (" about that time." if at else "."),
            f"断面 {site} " + ("在该时间前后" if at else "") + "没有已知的超标过程。",
            hint_en="Give both --pollutant and --at to trace one that no station saw.",
            hint_zh="如需追溯测站未记录的超标，请同时给出 --pollutant 与 --at。",
        )
    return {
        "site_code": site,
        "pollutant_code": pollutant,
        "started_at": at,
        "front_at": at,
        "tail_at": at + timedelta(hours=1),
        "excess": 0.0,
        "value": None,
        "limit_value": None,
        "kind": "asked",
    }
