"""The codified standards: load, check, compile. The ground floor: nothing here knows how data arrives or is stored."""
