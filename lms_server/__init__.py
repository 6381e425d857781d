"""The bus server: one folder a feature."""
