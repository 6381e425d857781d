"""The protocol between bus and province. Pure: clock, randomness and transport come in."""
