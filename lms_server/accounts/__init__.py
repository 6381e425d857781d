"""Staff of the bus: accounts, roles, signing in."""
