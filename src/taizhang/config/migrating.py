"""Bringing a database to this version's tables, and refusing one that this version cannot take over."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

Applied = Collection[tuple[str, str]]  # app label, name of a migration


def migrate_database() -> None:
    """Raises TaizhangError, changing nothing, for one that a version before stopped half way or a later made."""
    require_known(applied_migrations())
    call_command("migrate", verbosity=0, interactive=False)


def applied_migrations() -> Applied:
    return list(MigrationRecorder(connection).applied_migrations())


def require_known(applied: Applied) -> None:
    """One file an app stands for those that were there before it: a database goes on from all of them, or from none.
    With some of them Django would find nothing to do and leave tables out. One of a later version has tables that this
    one would write wrongly."""
    there, disk = set(applied), MigrationLoader(None).disk_migrations
    known = {*disk, *(step for migration in disk.values() for step in migration.replaces)}
    own = {config.label for config in apps.get_app_configs() if config.name.startswith("taizhang.")}
    if later := min((step for step in there - known if step[0] in own), default=None):
        raise _unknown(
            later[0],
            Text("这一版或更早的数据库", "a database of this version or one before"),
            Text(f"有更新版本的 {later[1]}", f"one with {later[1]} of a later version"),
            Text("请换用更新的版本。", "Use the later version."),
        )
    for migration in disk.values():
        of_before = set(migration.replaces)
        if of_before & there and not of_before <= there and (migration.app_label, migration.name) not in there:
            lacking = min(of_before - there)[1]
            raise _unknown(
                migration.app_label,
                Text("上一版升级完成的数据库", "a database that the version before has brought up to date"),
                Text(f"缺少 {lacking}", f"one without {lacking}"),
                Text("先用上一版运行 taizhang migrate。", "Run taizhang migrate of the version before first."),
            )


def _unknown(where: str, expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("database", where, expected, found, cure)])


def files_of(applied: Applied) -> Applied:
    """The migrations of this version that a database with these is past; a file that stands for earlier ones is one."""
    there = set(applied)
    return {
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key in there or (migration.replaces and set(migration.replaces) <= there)
    }


def make_tables(files: Applied) -> None:
    """In a database without tables: those that there were with these migrations, and no later ones."""
    wanted = set(files)
    executor = MigrationExecutor(connection)
    newest = [key for key in wanted if not {one.key for one in executor.loader.graph.node_map[key].children} & wanted]
    executor.migrate(sorted(newest))
