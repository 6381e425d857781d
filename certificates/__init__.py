"""Credentials and paper: build, sign, print, verify. Knows no database and no web."""
