"""What learners left unfinished on one bus, told to the others."""
