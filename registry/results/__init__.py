"""Training sessions, enrolments and completions."""
