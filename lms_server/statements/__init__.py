"""Results as xAPI statements; owns no table, it only reads."""
