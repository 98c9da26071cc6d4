"""Of the faults that the departments made, how many did acceptance catch, and how many good rows did it refuse?

Reads the landed files of a home that a simulation was brought into, finds each row of the truth by its digest, and looks up what
became of it. Run after `ecolake run`: `python -m benchmarks.score_acceptance HOME [--json] [--worst N]`.

A fault that a rule could see is one by which the spoilt text breaks the declared standard; `simulator.noise.verdict` says so from
the standard's words, apart from the engine's compiled checks but by the same formulas of rules and check characters. So a share
below 1 tells of what happens between a department's file and the check, and nothing of faults that the standard does not foresee:
these are the injected ones that no rule could see. What only a reference could see is counted by itself: whether it is judged
depends on what had arrived before. Good rows are all others; they were made to satisfy the rules, so a good row that is refused
tells of a mapping, a unit, a format or a reader, and nothing of whether the rules fit reality.
"""

import argparse
import json
from pathlib import Path

from benchmarks.score.report import show
from benchmarks.score.scoring import score
from ecolake.home import Home
from ecolake.standards.load import load


def main() -> None:
    """Score a home."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    given = parser.parse_args()
    home = Home.from_environment({"ECOLAKE_HOME": str(given.home)})
    report = score(home, load(home.standards))
    if given.json:
        kinds = {kind: {**vars(one), "share": one.share} for kind, one in sorted(report.kinds.items())}
        refused = [{"dataset": d, "rules": r, "rows": n} for (d, r), n in sorted(report.refused.items())]
        print(
            json.dumps(
                {
                    "kinds": kinds,
                    "good": report.good,
                    "refused": refused,
                    "vanished": report.vanished,
                    "missed": report.missed,
                },
                ensure_ascii=False,
            )
        )
        return
    for line in show(report, given.worst):
        print(line)


if __name__ == "__main__":
    main()
