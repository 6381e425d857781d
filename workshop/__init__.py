"""What ``bus.py`` does: set-up, gates, the demo. Standard library only; runs before any set-up."""
