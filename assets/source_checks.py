"""One composite check per source: the books balance, few rows are rejected, every file could be read.

One check and not one per rule: each check is an event of its own, and rules are checked at acceptance.
"""

from collections.abc import Sequence

import dagster as dg

from assets import keys
from assets.figures import rejection_rate
from ecolake.accounts import UNREADABLE, Account
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import Source
from ecolake.warehouse.suites import REJECTED_SHARE


def check_spec(name: str, source: Source, datasets: Sequence[Dataset]) -> dg.AssetCheckSpec:
    """Declare the check; Dagster wants one asset for it, so it stands on the source's first dataset."""
    return dg.AssetCheckSpec(
        f"{name}_accounts",
        asset=keys.accepted(datasets[0]),
        description=f"{source.title.zh}：台账平衡、退回比例、文件可读 · "
        f"{source.title.en}: accounts balance, at most {REJECTED_SHARE:.0%} rejected, every file readable",
    )


def check_accounts(spec: dg.AssetCheckSpec, accounts: Sequence[Account]) -> dg.AssetCheckResult:
    """Judge the accounts of one run.

    Books that do not balance are an error; the rest asks somebody to look and stops nobody.
    """
    unbalanced = [a for a in accounts if a.received != a.accepted + a.rejected + a.duplicate]
    unreadable = [a for a in accounts if a.status == UNREADABLE]
    share = rejection_rate(accounts)
    notes = [f"{a.dataset_id} {a.batch}: {'; '.join(a.notes)}" for a in unreadable]
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not unbalanced and not unreadable and share <= REJECTED_SHARE,
        severity=dg.AssetCheckSeverity.ERROR if unbalanced else dg.AssetCheckSeverity.WARN,
        metadata={
            "accounts": len(accounts),
            "unbalanced": len(unbalanced),
            "unreadable": len(unreadable),
            "rejection_rate": share,
            "threshold": REJECTED_SHARE,
            "notes": dg.MetadataValue.md("\n".join(f"- {note}" for note in notes) or "-"),
        },
    )
