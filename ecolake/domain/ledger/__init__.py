"""The problem ledger: reports of one matter put together, and the names that problems keep.

Belongs here: frames in, frames out. Does not belong here: which rows are reports (`standards/methods/ledger.yaml`), where they
are read (`ecolake.warehouse.problem_reports`), deadlines and closing (the dbt models of the ledger).
"""
