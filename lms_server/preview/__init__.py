"""A course package as its author works on it, shown exactly as a kiosk shows it."""
