"""The full-screen learner machine: finds its bus, trusts only it, loses nothing."""
