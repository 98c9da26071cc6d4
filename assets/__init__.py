"""Dagster assets: thin factories from standards to assets and checks. What they call lives in `ecolake`."""
