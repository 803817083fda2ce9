"""Proof-reading of anybody's report: documents in, what the figure checker finds, the person's own file back marked."""
