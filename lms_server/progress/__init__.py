"""What learners left unfinished here, written down for the province and other buses."""
