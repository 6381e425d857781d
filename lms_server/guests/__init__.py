"""Trying without a name: the try-out itself, and making its work a learner's."""
