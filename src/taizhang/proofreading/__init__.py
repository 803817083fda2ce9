"""Proof-reading of anybody's report: documents in, findings of the figure checker, the person's own file back marked."""
