"""Backup and restore: the database's own bytes and the stored files in one archive, so that every hash comes back.
Files in an S3-compatible store are not in it: the store is copied by its own means, and the archive says so.

SQLite is copied by its own backup interface while the server runs; PostgreSQL by COPY of every table inside one
repeatable-read transaction. An archive goes back into the same kind of database; one of an earlier version is brought
up to this version's tables once it is in.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from taizhang.config.migrating import (
    Applied,
    applied_migrations,
    files_of,
    make_tables,
    migrate_database,
    require_known,
)
from taizhang.config.packing import SUMS, UNREADABLE, damaged, pack, unpack
from taizhang.core.designed_packs import lay_out
from taizhang.core.file_store import file_store, files_on_disk
from taizhang.core.statistics import refresh_statistics
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

FORMAT = 4
_ABOUT, _SQLITE, _TABLES, _MEDIA = "about.json", "database.sqlite3", "tables", "media"
_HERE, _ELSEWHERE = "archive", "store"  # where the files are that go with the database


def write_backup(archive: Path) -> None:
    """Write the archive beside its name and rename it, so a backup that was cut off never looks whole."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        root = Path(folder)
        about = {
            "format": FORMAT,
            "database": connection.vendor,
            "migrations": sorted(applied_migrations()),
            "files": _HERE if files_on_disk() else _ELSEWHERE,
        }
        if connection.vendor == "sqlite":
            _copy_sqlite(root / _SQLITE)
        else:
            about["columns"] = _copy_tables_out(root / _TABLES)
        (root / _ABOUT).write_text(json.dumps(about))
        partial = root / "archive.part"
        pack(partial, {item: root / item for item in (_ABOUT, _SQLITE, _TABLES)} | _folders())
        partial.rename(archive)


def read_backup(archive: Path) -> None:
    """Bring an archive into an empty installation. Raises TaizhangError for a foreign or damaged archive."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        try:
            unpack(archive, root)
            about = json.loads((root / _ABOUT).read_text())
        except (*UNREADABLE, ValueError) as error:
            raise _unfit(archive, Text("损坏或别种文件", "a damaged or foreign file")) from error
        if about.get("database") != connection.vendor:
            raise _unfit(archive, Text(f"{about.get('database')} 的备份", f"a backup of {about.get('database')}"))
        if about.get("format") != FORMAT:
            raise _unfit(archive, Text("另一版本的备份", "a backup of another version"))
        if (name := damaged(root)) is not None:
            part = Text(f"损坏：{name[:20]} 与备份时不同", f"damaged: {name} is not as it was written")
            raise _unfit(archive, Text("损坏或不完整", "damaged or cut off") if name == SUMS else part)
        applied = [(app, name) for app, name in about["migrations"]]
        require_known(applied)
        if about.get("files", _HERE) == _ELSEWHERE and files_on_disk():
            raise _without_files(archive)
        # Files first: until the database comes in, in one piece, the installation is empty and restore can be repeated.
        for name, kept in _folders().items():
            if (root / name).exists():
                shutil.copytree(root / name, kept, dirs_exist_ok=True)
        if not files_on_disk():
            for file in sorted((root / _MEDIA).glob("*/[0-9a-f]*")):
                file_store().put(file.name, file.read_bytes())
        if connection.vendor == "sqlite":
            _put_sqlite(root / _SQLITE)
        else:
            _copy_tables_in(archive, root / _TABLES, about["columns"], applied)
    migrate_database()
    lay_out()


def _folders() -> dict[str, Path]:
    """Files of the data folder that the database does not hold, by their name in the archive."""
    calendars = {"calendars": Path(settings.CALENDARS_DIR)}
    return calendars | ({_MEDIA: Path(settings.MEDIA_ROOT)} if files_on_disk() else {})


def _without_files(archive: Path) -> TaizhangError:
    """Restored on a disk, every evidence of it would be gone."""
    return TaizhangError(
        [
            Problem(
                "backup.files",
                archive.name,
                Text("同一个对象存储（TAIZHANG_FILES）", "the same store of files (TAIZHANG_FILES)"),
                Text("本机没有设置", "none is set here"),
                Text("请先设置 TAIZHANG_FILES。", "Set TAIZHANG_FILES first."),
            )
        ]
    )


def _unfit(archive: Path, found: Text) -> TaizhangError:
    expected = Text(f"本系统在 {connection.vendor} 上的备份", f"a backup of this system on {connection.vendor}")
    return TaizhangError(
        [Problem("backup", archive.name, expected, found, Text("请换一个备份文件。", "Choose another file."))]
    )


def _copy_sqlite(target: Path) -> None:
    with connection.cursor() as cursor:
        source = cursor.connection
        with sqlite3.connect(target) as copy:
            source.backup(copy)
        copy.close()


def _put_sqlite(source: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(source) as copy:
        copy.backup(connection.connection)
    copy.close()


def _tables() -> Iterator[str]:
    yield MigrationRecorder.Migration._meta.db_table
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy and model._meta.managed:
            yield model._meta.db_table


def _copy_tables_out(folder: Path) -> dict[str, list[str]]:
    """Returns the columns of each table as they were written: another installation may have them in another order."""
    folder.mkdir()
    columns: dict[str, list[str]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in dict.fromkeys(_tables()):
            columns[table] = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            copy = f"COPY {_named(table, columns[table])} TO STDOUT"
            with (folder / table).open("wb") as file, _raw(cursor).copy(copy) as rows:
                for chunk in rows:
                    file.write(bytes(chunk))
    return columns


def _named(table: str, columns: list[str]) -> str:
    return f'"{table}" ({", ".join(map(connection.ops.quote_name, columns))})'


def _copy_tables_in(archive: Path, folder: Path, columns: dict[str, list[str]], applied: Applied) -> None:
    """Foreign keys of Django are deferred, so tables go in in any order and are checked at the end. applied: the
    archive's migrations; where they are not this database's, its rows come into tables as they were then."""
    quoted = ", ".join(f'"{table}"' for table in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if files_of(applied) != files_of(applied_migrations()):
            _make_anew(cursor, applied)
        _require_known_names(archive, cursor, columns)
        cursor.execute(f"TRUNCATE {quoted}")
        for table, names in columns.items():
            copy = f"COPY {_named(table, names)} FROM STDIN"
            with _raw(cursor).copy(copy) as rows, (folder / table).open("rb") as file:
                while chunk := file.read(1 << 20):
                    rows.write(chunk)
        for table in columns:
            for sequence in connection.introspection.get_sequences(cursor, table):
                column = connection.ops.quote_name(sequence["column"])
                cursor.execute(
                    f'SELECT setval(%s, coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM "{table}"',
                    [sequence["name"]],
                )
    refresh_statistics()


def _require_known_names(archive: Path, cursor: Any, columns: dict[str, list[str]]) -> None:
    """They come from a file and go into statements."""
    there = set(connection.introspection.table_names(cursor))
    for table, names in columns.items():
        own = connection.introspection.get_table_description(cursor, table) if table in there else []
        if not own or not {column.name for column in own}.issuperset(names):
            raise _unfit(archive, Text(f"不认识的表 {table[:20]}", f"an unknown table {table[:40]}"))


def _make_anew(cursor: Any, applied: Applied) -> None:
    there = set(connection.introspection.table_names(cursor))
    dropped = ", ".join(f'"{table}"' for table in dict.fromkeys(_tables()) if table in there)
    cursor.execute(f"DROP TABLE {dropped} CASCADE")
    make_tables(files_of(applied))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # a column added with its key is left immediate


def _raw(cursor: Any) -> Any:
    """psycopg's own cursor under Django's."""
    return cursor.cursor
