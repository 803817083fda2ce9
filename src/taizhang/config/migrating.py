"""Bringing a database to this version's tables, and refusing one that this version cannot take over."""

from __future__ import annotations

from collections.abc import Collection

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

Applied = Collection[tuple[str, str]]  # app label, name of a migration


def migrate_database() -> None:
    """Raises TaizhangError, changing nothing, for a database that a version before stopped half way."""
    require_known(applied_migrations())
    call_command("migrate", verbosity=0, interactive=False)


def applied_migrations() -> Applied:
    return list(MigrationRecorder(connection).applied_migrations())


def require_known(applied: Applied) -> None:
    """One file an app stands for those that were there before it: a database goes on from all of them, or from none.
    With some of them Django would find nothing to do and leave tables out."""
    there = set(applied)
    for migration in MigrationLoader(None).disk_migrations.values():
        of_before = set(migration.replaces)
        if of_before & there and not of_before <= there and (migration.app_label, migration.name) not in there:
            lacking = min(of_before - there)[1]
            raise TaizhangError(
                [
                    Problem(
                        "database",
                        migration.app_label,
                        Text("上一版升级完成的数据库", "a database that the version before has brought up to date"),
                        Text(f"缺少 {lacking}", f"one without {lacking}"),
                        Text("先用上一版运行 taizhang migrate。", "Run taizhang migrate of the version before first."),
                    )
                ]
            )
