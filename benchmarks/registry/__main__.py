"""How well does the registry find who is who? `python -m benchmarks.registry [--seed N …] [--profile city|province] [--json]`.

A world is simulated, accepted and resolved in a temporary home; only datasets whose rows name an enterprise are brought in. Without a
seed it is taken from the clock, so that it is one that nobody used while building.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.registry.score import score

_TOLD = ("precision", "recall", "b_cubed_f1")
# What is promised of the province with its codes in sight: at least so much.
_PROMISED = {"precision": 0.999, "recall": 0.985, "b_cubed_f1": 0.992}


def main() -> int:
    """Score the worlds of the seeds; fail where two valid codes were merged, or a promised figure is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.registry", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--seed", type=int, nargs="*", help="of the worlds; from the clock if none is given")
    parser.add_argument("--profile", choices=("demo", "city", "province"), default="city")
    parser.add_argument(
        "--blind", type=float, default=0.0, help="share of the mentions whose codes are hidden"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    told = []
    for seed in given.seed or [time.time_ns() // 1_000_000 % 10**9]:
        with tempfile.TemporaryDirectory(prefix="ecolake-registry-") as folder:
            told.append(score(Path(folder), given.profile, seed, given.blind))
        if not given.json:
            _show(told[-1])
    if given.json:
        print(json.dumps(told[0] if len(told) == 1 else told, ensure_ascii=False, indent=1))
    return 0 if all(_keeps(one, given.blind) for one in told) else 1


def _keeps(one: dict[str, Any], blind: float) -> bool:
    """Whether a world keeps what is promised of it; of smaller ones, and of hidden codes, only that nothing is merged."""
    is_promised = one["profile"] == "province" and not blind
    return one["bad_merges"] == 0 and (
        not is_promised or all(one[name] >= least for name, least in _PROMISED.items())
    )


def _show(one: dict[str, Any]) -> None:
    head = f"seed {one['seed']}, {one['profile']}: {one['mentions']:,} mentions, {one['enterprises']:,} enterprises"
    figures = ", ".join(f"{name} {one[name]:.5f}" for name in _TOLD)
    print(f"{head}\n  {figures}, bad_merges {one['bad_merges']}, {one['seconds']} s, {one['peak_mb']} MB")
    bare = one["without_a_code"]
    print(
        f"  without a code: {bare['mentions']:,}, found {bare['found']:.4f}, at another {bare['wrongly_placed']}"
    )
    for by in ("by_kind", "by_department", "by_tier"):
        print(f"  {by.replace('_', ' ')}")
        for row in one[by]:
            name = next(iter(row.values()))
            print(f"    {name:28}{row['mentions']:>9,}{row['found']:>9.4f}{row['wrongly_placed']:>6}")


if __name__ == "__main__":
    sys.exit(main())
