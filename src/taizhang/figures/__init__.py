"""Computed indicator values and what each was computed from."""
