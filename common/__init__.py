"""What two or more packages need: small, flat and slow to change."""
