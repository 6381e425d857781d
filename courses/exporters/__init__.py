"""Banks of items in the formats of other systems."""
