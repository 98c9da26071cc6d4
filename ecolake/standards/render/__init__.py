"""The standards in the forms that others read: editors, contract tools, catalogues, spreadsheets and people.

One module per form; each turns loaded standards into named files in memory, and `files` writes them. `forms` lists the forms.
What dbt and DuckDB read is rendered by `ecolake.warehouse`, which knows their relations.
"""
