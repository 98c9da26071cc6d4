"""One engine, one run, in a process of its own: `python -m benchmarks.validation.one ENGINE FILE RULES FOLDER`."""

import json
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Run, and leave behind what the engine says of itself."""
    engine, path, rules, out = sys.argv[1:]
    run = import_module(f"benchmarks.validation.engines.{engine}").run
    told = run(Path(path), Path(rules), Path(out))
    if told:
        (Path(out) / "told.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
