"""Nightly copies of a bus: the database, and every package it needs, each proven."""
