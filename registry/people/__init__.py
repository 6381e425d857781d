"""The people the buses told the province of."""
