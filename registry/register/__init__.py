"""Certificates of the province: issued or revoked, and the signed lists that say so."""
