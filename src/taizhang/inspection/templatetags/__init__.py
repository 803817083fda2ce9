"""Template tags of the inspection pages."""
