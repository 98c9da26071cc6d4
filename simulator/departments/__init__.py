"""How each body says what is true: its own column names, words, units, files and calendar.

What a source calls things is in `standards/sources/<source>.yaml` and is inverted here; how it behaves is in `<source>.yaml` beside.
"""
