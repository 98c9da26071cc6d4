"""One engine, one run, in a process of its own: `python -m benchmarks.validation.one ENGINE FILE RULES FOLDER`."""

import resource
import sys
from importlib import import_module
from pathlib import Path

# The limit has the same settings as the engine that is held against it.
OURS = {"ecolake", "limit"}


def main() -> None:
    """Run, and leave behind how much memory it took."""
    engine, path, rules, out = sys.argv[1:]
    if engine in OURS:
        # As a program of Ecolake begins: before polars is loaded, its allocator is told how to keep memory.
        import_module("ecolake")
    run = import_module(f"benchmarks.validation.engines.{engine}").run
    run(Path(path), Path(rules), Path(out))
    (Path(out) / "peak.txt").write_text(str(peak_mb()), "utf-8")


def peak_mb() -> float:
    """The most memory this process has held. What the system tells the parent begins with the parent's own."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    # macOS counts bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


if __name__ == "__main__":
    main()
