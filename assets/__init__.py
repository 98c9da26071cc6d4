"""Dagster assets: thin factories that turn standards into assets and checks. What they call lives in `ecolake`."""
