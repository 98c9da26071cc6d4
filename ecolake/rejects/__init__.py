"""Rejected rows, for the people who must mend them: read them back, send them to their department, take them in again.

Nothing is imported here: acceptance reads a workbook that came back (`returned`), and the rest of this room stands on acceptance.
"""
