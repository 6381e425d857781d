"""Questions from elsewhere become a draft for the bank of a course; keeps nothing in tables."""
