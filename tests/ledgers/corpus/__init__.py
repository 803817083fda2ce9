"""Workbooks as county offices make them, each with what must come of it."""
