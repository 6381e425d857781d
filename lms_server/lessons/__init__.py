"""Lesson pages and simulators: what a learner read and practised."""
