"""The command line `ecolake`: what a person or a program types, and how answers and errors look.

Commands parse arguments, call the engine and lay out what it returns. What is computed is never decided here.
"""


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    from orchestration.cli.app import app

    app(prog_name="ecolake")
