"""Processes of this machine: is one still there. For telling what a killed run left behind."""

import os


def is_alive(process: int) -> bool:
    """Whether a process of this number exists, whoever owns it."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
