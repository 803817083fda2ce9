"""What all apps share: audit log, jobs, installed packs, permissions, clock, tables."""
