"""The catalogue that people look things up in: what can be found by which words (`terms`, `find`), and what uses what (`uses`).

Its tables are made by `ecolake.warehouse` and dbt; here is what only Python can say of them.
"""
