"""What a hold says to the one who should look at it: one sentence in each language, with what to do.

Words only.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ecolake.drift.finding import Finding
from ecolake.landing import Manifest
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import Source

SHORT = 8
_MOST = 3


def owner_of(findings: Sequence[Finding], source: Source) -> str:
    """Who is asked: who owns the finding, and for a change of the source the source's owner."""
    return "、".join(dict.fromkeys(finding.owner or source.owner.unit for finding in findings))


def sentences(
    findings: Sequence[Finding], manifest: Manifest, dataset: Dataset, source: Source, at: datetime
) -> tuple[str, str]:
    """Say why a batch waits, in Chinese and English.

    Args:
        findings: Why; not empty.
        manifest: The batch.
        dataset: Its dataset.
        source: Its source.
        at: When it was held.
    """
    day = at.astimezone(ZoneInfo(dataset.timezone)).date().isoformat()
    owner, batch = owner_of(findings, source), manifest.batch[:SHORT]
    more = f"（另有 {len(findings) - _MOST} 处）" if len(findings) > _MOST else ""
    more_en = f" (and {len(findings) - _MOST} more)" if len(findings) > _MOST else ""
    what = "；".join(finding.zh for finding in findings[:_MOST]) + more
    what_en = "; ".join(finding.en for finding in findings[:_MOST]) + more_en
    zh = (
        f"{day} {source.title.zh} {dataset.id}：{what}；批次 {batch} 暂存待定。"
        f"请{owner}核实，然后运行 ecolake held release {batch} 或 ecolake held refuse {batch}。"
    )
    en = (
        f"{day} {source.title.en}, {dataset.id}: {what_en}; batch {batch} waits. {owner} should look at it; "
        f"then run ecolake held release {batch} or ecolake held refuse {batch}."
    )
    return zh, en
