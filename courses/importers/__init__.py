"""Brings in what other systems made: archives, XML and question banks, none of them trusted."""
