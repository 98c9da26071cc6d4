"""Dagster wiring and the command line. Importing this package loads neither Dagster nor dbt."""
