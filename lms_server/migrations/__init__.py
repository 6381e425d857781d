"""Versions of the bus server's tables, run by Alembic."""
