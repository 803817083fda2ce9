"""DuckDB as the engine room: in memory, no files but the given ones, no network, fixed limits, settings locked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from taizhang.analytics.parts import literal
from taizhang.analytics.problems import EngineLimitError
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

Source: TypeAlias = pa.Table | Sequence[Path]  # a table, or Parquet files of the same columns


def open_engine(
    *, memory_limit_mb: int = 1024, threads: int = 2, paths: Sequence[Path] = ()
) -> duckdb.DuckDBPyConnection:
    """A connection that can read the Parquet files `paths` and registered tables, and nothing else on the machine.

    memory_limit_mb: going over it fails the query, since nothing may be written to disk.
    """
    con = duckdb.connect(":memory:")
    allowed = ", ".join(literal(str(path)).sql(dialect="duckdb") for path in paths)
    for setting in (
        f"SET threads = {int(threads)}",
        f"SET memory_limit = '{int(memory_limit_mb)}MB'",
        "SET temp_directory = ''",
        "SET python_enable_replacements = false",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET TimeZone = 'UTC'",
        "SET preserve_insertion_order = false",
        f"SET allowed_paths = [{allowed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        con.execute(setting)
    return con


@contextmanager
def engine_with(
    tables: Mapping[str, Source], *, memory_limit_mb: int = 1024, threads: int = 2
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A closed-over engine with each source under its name; closed at the end."""
    con = _engine(memory_limit_mb, threads, paths_of(tables.values()))
    try:
        for name, source in tables.items():
            attach(con, name, source)
        yield con
    finally:
        con.close()


class _Standing(threading.local):
    """A thread's engines over tables alone, by their limits: DuckDB takes 20 ms to start, a connection to one that
    stands takes none, and the tables registered by a connection go with it. Each thread has its own, so that nobody's
    query takes the memory of another's."""

    def __init__(self) -> None:
        self.engines: dict[tuple[int, ...], duckdb.DuckDBPyConnection] = {}

    def connection(
        self, limits: tuple[int, ...], start: Callable[[], duckdb.DuckDBPyConnection]
    ) -> duckdb.DuckDBPyConnection:
        """To be closed by its user."""
        if limits not in self.engines:
            self.engines[limits] = start()
        return self.engines[limits].cursor()


_standing = _Standing()


def _forget_standing() -> None:
    """A process that was forked has the engines of its parent without their threads."""
    global _standing  # noqa: PLW0603 - one for the process
    _left_behind.append(_standing)  # not closed: that would wait for those threads
    _standing = _Standing()


_left_behind: list[_Standing] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_standing)


def _engine(memory_limit_mb: int, threads: int, paths: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """A connection that its user closes. Which files may be read is locked for all of an engine's connections, so that
    files take an engine of their own."""
    start = partial(open_engine, memory_limit_mb=memory_limit_mb, threads=threads, paths=paths)
    return start() if paths else _standing.connection((memory_limit_mb, threads), start)


def typing_connection() -> duckdb.DuckDBPyConnection:
    """A connection that its user closes, for our own statements over registered rows: it keeps their order and knows
    no limit of memory. Nothing that a pack says runs in it."""

    def start() -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(":memory:")
        con.execute("SET threads = 2")
        return con

    return _standing.connection((), start)


def paths_of(sources: Iterable[Source]) -> list[Path]:
    """The Parquet files that an engine over `sources` must be allowed to read."""
    return [path for source in sources if not isinstance(source, pa.Table) for path in source]


def attach(con: duckdb.DuckDBPyConnection, name: str, source: Source) -> None:
    """Make `source` readable as the table `name`, in place of what had that name before. Parquet is read by DuckDB
    itself: only the columns a query uses."""
    con.unregister(name)
    if isinstance(source, pa.Table):
        con.execute(f'DROP VIEW IF EXISTS "{name}"')
        con.register(name, source)
        return
    files = ", ".join(literal(str(path)).sql(dialect="duckdb") for path in source)
    con.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT * FROM read_parquet([{files}], union_by_name = true)')


def run_with_limit(
    con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[object] = (), *, seconds: float = 60
) -> list[tuple[Any, ...]]:
    """Run one statement, fetch all its rows, and interrupt it after `seconds`. Integers and decimals come exact.

    Raises EngineLimitError when time or memory run out or a number grows beyond 38 digits.
    """
    with _limited(con, seconds):
        return con.execute(sql, list(params) or None).fetchall()


def table_with_limit(con: duckdb.DuckDBPyConnection, sql: str, *, seconds: float = 60) -> pa.Table:
    """`run_with_limit` for a result that is wanted as an Arrow table."""
    with _limited(con, seconds):
        return con.sql(sql).to_arrow_table()


@contextmanager
def _limited(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        found = Text(f"超过 {seconds:g} 秒仍未算完", f"still running after {seconds:g} seconds")
        raise _limit("time-limit", Text(f"{seconds:g} 秒内算完", f"done within {seconds:g} seconds"), found) from error
    except duckdb.OutOfMemoryException as error:
        found = Text("内存不够", "not enough memory")
        raise _limit("memory-limit", Text("在内存上限内算完", "done within the memory limit"), found) from error
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        found = Text("数值太大或无法换算", "a number too large, or a value that cannot be converted")
        raise _limit("out-of-range", Text("38 位以内的数", "numbers of at most 38 digits"), found) from error
    finally:
        timer.cancel()


def _limit(code: str, expected: Text, found: Text) -> EngineLimitError:
    cure = Text("请简化算式或缩小范围。", "Simplify the expression or narrow the range.")
    return EngineLimitError([Problem(code, "", expected, found, cure)])
