"""Training sessions, who is enrolled, and how a learner signs in."""
