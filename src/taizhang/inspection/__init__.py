"""Inspection (督导): from a zone's plan to the closed finding."""
