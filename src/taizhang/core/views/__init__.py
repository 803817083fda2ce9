"""Pages of the audit log, background work and packs."""
