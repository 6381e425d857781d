"""Minutes of presence, counted on the server's clock."""
