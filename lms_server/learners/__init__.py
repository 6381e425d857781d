"""Learners, their consent and their cards."""
