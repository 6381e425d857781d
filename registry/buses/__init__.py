"""Buses and their officers' keys: enrol, retire, revoke with the last good head."""
