"""Bundles out, receipts in: what is written, what is on the stick, what the province confirms."""
