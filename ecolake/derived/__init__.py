"""Tables that are worked out from accepted rows and kept in the lake: day by day, and only the days whose inputs changed."""
