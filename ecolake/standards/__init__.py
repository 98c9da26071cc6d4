"""The codified standards: load, check, compile. The ground floor: nothing here knows how data arrives or is stored."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecolake.standards.schema import schema_for as schema_for

__all__ = ["schema_for"]


def __getattr__(name: str) -> Any:
    """Import the schema on first use: pandera alone costs more than a command line that prints help may."""
    if name in __all__:
        from ecolake.standards.schema import schema_for

        return schema_for
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
