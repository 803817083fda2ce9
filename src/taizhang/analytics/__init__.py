"""Indicator expressions to one fused query a ledger, and back to the rows: sqlglot, DuckDB, Arrow; no framework."""

import pyarrow as pa

# Arrow's own pool keeps what it once had; the C library's gives it back, which an import's peak memory shows.
pa.set_memory_pool(pa.system_memory_pool())
