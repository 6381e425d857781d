"""The certificate on paper: A4, one page, readable in black and white."""
