"""Versions of the registry's tables, run by Alembic."""
