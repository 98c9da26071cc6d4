"""The current release in forms that other systems read: the catalogue for portals, lineage for trackers, marts for anything.

One module a form; `release` opens what they all read, `writing` puts a file in its place whole or not at all.
"""
