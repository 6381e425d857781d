"""Attempts, responses and results of quizzes."""
