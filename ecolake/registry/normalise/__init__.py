"""One form for what is written in many: names, addresses, divisions, sounds; on distinct values, whole columns at once."""
