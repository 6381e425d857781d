"""Benchmarks, one module each, and the rig that they and the fault campaigns stand on."""
