"""From a table in a source's words to the bytes of its file, a module a format.

The same table gives the same bytes. Each format mirrors the `read` block of `standards/sources/<source>.yaml` that will read it.
"""
