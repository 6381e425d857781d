"""What happened on this bus, line after line; appended, chained, never changed."""
