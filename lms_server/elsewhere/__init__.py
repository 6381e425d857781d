"""What learners left unfinished on other buses, as the province told this one."""
