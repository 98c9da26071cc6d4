"""Control of pollution: what a response achieved.

Belongs here: frames in, frames out. Does not belong here: classes, lists and orders, which are SQL (`dbt_project/models/marts/control`).
"""
