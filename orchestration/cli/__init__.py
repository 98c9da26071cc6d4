"""The command line `ecolake`: what a person or a program types, and how answers and errors look.

Commands parse arguments, call the engine and lay out what it returns. What is computed is never decided here.
"""

import gc

# A run holds some millions of small objects that live until its end, the standards and Dagster's definitions first of all. With
# Python's own thresholds a tenth of a demo run goes into looking through them; memory at its peak is the same.
_COLLECT_AFTER = (100_000, 20, 50)


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    gc.set_threshold(*_COLLECT_AFTER)
    from orchestration.cli.app import app

    try:
        app(prog_name="ecolake")
    finally:
        # Or the interpreter looks through all of them once more, for seconds, on its way out.
        gc.freeze()
