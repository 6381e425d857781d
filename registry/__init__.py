"""The provincial service: receives bundles, keeps the register, answers who asks."""
