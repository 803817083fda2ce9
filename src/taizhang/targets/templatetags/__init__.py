"""Template tags of the target pages."""
