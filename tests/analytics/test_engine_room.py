"""The engine room reaches nothing outside, and stops what runs too long or grows too big."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from taizhang.analytics.engine_room import attach, engine_with, open_engine, run_with_limit, table_with_limit
from taizhang.analytics.problems import EngineLimitError

outside = pa.table({"a": [1]})  # a Python variable that replacement scans would find


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hostname')", "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'", "SELECT * FROM glob('/*')", "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb'", "INSTALL httpfs", "LOAD httpfs", "SELECT * FROM outside",
        "SET enable_external_access = true", "SET threads = 1", "RESET memory_limit", "SELECT getenv('HOME')",
    ],
)  # fmt: skip
def test_nothing_outside_can_be_reached(sql: str) -> None:
    with engine_with({}) as con, pytest.raises(duckdb.Error):
        con.execute(sql).fetchall()


def test_only_the_given_files_can_be_read(tmp_path: Path) -> None:
    given, other = tmp_path / "given.parquet", tmp_path / "other.parquet"
    for path in (given, other):
        pq.write_table(pa.table({"a": [1, 2]}), path)
    con = open_engine(paths=[given])
    attach(con, "records", [given])
    assert run_with_limit(con, "SELECT sum(a) FROM records") == [(3,)]
    assert table_with_limit(con, "SELECT a FROM records ORDER BY a")["a"].to_pylist() == [1, 2]
    with pytest.raises(duckdb.Error):
        con.execute(f"SELECT * FROM read_parquet('{other}')")


def test_a_query_that_runs_forever_is_stopped() -> None:
    sql = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3"
    with engine_with({}) as con:
        with pytest.raises(EngineLimitError) as caught:
            run_with_limit(con, sql, seconds=0.2)
        assert (
            caught.value.problems[0].sentence() == "：应为0.2 秒内算完；现为超过 0.2 秒仍未算完。请简化算式或缩小范围。"
        )
        time.sleep(0)
        assert run_with_limit(con, "SELECT 1") == [(1,)], "the connection lives on"


def test_a_query_that_needs_too_much_memory_fails_alone() -> None:
    with engine_with({}, memory_limit_mb=50) as con:
        with pytest.raises(EngineLimitError) as caught:
            run_with_limit(con, "SELECT count(*) FROM (SELECT DISTINCT range || repeat('x', 90) FROM range(5000000))")
        assert caught.value.problems[0].code == "memory-limit"


def test_a_standing_engine_keeps_no_table_of_whoever_used_it_before() -> None:
    with engine_with({"mine": pa.table({"a": [1]})}) as con:
        assert run_with_limit(con, "SELECT a FROM mine") == [(1,)]
        with engine_with({"mine": pa.table({"a": [2]})}) as other:
            assert run_with_limit(other, "SELECT a FROM mine") == [(2,)]
        assert run_with_limit(con, "SELECT a FROM mine") == [(1,)]
    with engine_with({}) as con, pytest.raises(duckdb.CatalogException):
        con.execute("SELECT a FROM mine")


def test_a_forked_process_starts_an_engine_of_its_own() -> None:
    """The threads of its parent's are not there to answer."""
    with engine_with({}) as con:
        run_with_limit(con, "SELECT 1")
    child = os.fork()
    if child == 0:
        with engine_with({"rows": pa.table({"a": range(1_000_000)})}) as con:
            os._exit(0 if run_with_limit(con, "SELECT sum(a) > 0 FROM rows", seconds=20) == [(True,)] else 1)
    deadline = time.monotonic() + 60
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < deadline:
        time.sleep(0.05)
    if ended == (0, 0):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert ended == (child, 0)
