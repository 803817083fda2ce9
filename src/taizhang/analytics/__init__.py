"""Indicator expressions to one fused query a ledger, and back to the rows: sqlglot, DuckDB, Arrow; no framework."""
