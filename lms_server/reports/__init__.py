"""Reports: they only read."""
