"""Course packages: read, check, grade, simulate. Knows no database and no web."""
