"""What PostgreSQL knows of its tables after much was written at once."""

from __future__ import annotations

from django.db import connection


def refresh_statistics() -> None:
    """Have PostgreSQL count its tables now. Its own round comes a minute later, and not at all for what an open
    transaction wrote: until then queries are planned for the sizes of before, and a page can take seconds. SQLite
    plans by its indexes alone and needs none of it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
