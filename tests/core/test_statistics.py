"""PostgreSQL is told to count its tables after much was written at once; SQLite has nothing to be told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.core.statistics import refresh_statistics


@pytest.mark.django_db
def test_what_an_open_transaction_wrote_is_counted() -> None:
    with CaptureQueriesContext(connection) as asked:
        refresh_statistics()
    told = ["ANALYZE"] if connection.vendor == "postgresql" else []
    assert [query["sql"] for query in asked] == told
