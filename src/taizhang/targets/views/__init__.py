"""Pages of targets and tasks."""
