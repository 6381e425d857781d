"""Help for learners: the call for help now, the wish for help after the class, the idea box."""
