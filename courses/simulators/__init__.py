"""Practice on pretend screens: the format, the machine that plays it, the player of the page."""
