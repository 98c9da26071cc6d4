"""How the standards change: reading a revision of them, judging what differs, and the versions that have to show it."""
