"""Bundles in, receipts out; every record keeps its bytes and gets a verdict."""
