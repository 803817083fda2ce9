"""Work summaries: every number is a slot filled by a figure."""
