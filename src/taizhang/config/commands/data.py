"""`taizhang export | backup | restore`: take everything along, and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from taizhang.config.commands.common import acting, as_option, fail, say, start_django


@click.command()
@click.argument("ledger")
@click.option("--period", required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Ends in .csv or .parquet; with --org in .xlsx, .csv or .ndjson.",
)
@click.option("--org", default="", help="Code of one org unit: its filing, in a form that files again.")
@click.option(
    "--reason", default="", help="Why personal columns are needed whole; recorded. Without it they are masked."
)
@as_option
def export(ledger: str, period: str, out: Path, org: str, reason: str, username: str | None) -> None:
    """Write a ledger's accepted rows of a period, with its data dictionary beside it; the count is checked."""
    start_django()
    from taizhang.config.data_export import export_ledger
    from taizhang.core.opening import opened_for_all

    actor = acting(username)
    if reason:
        actor = opened_for_all(actor=actor, reason=reason, what=ledger)
    count = export_ledger(actor=actor, ledger_key=ledger, period_code=period, out=out, org=org)
    say(
        f"已导出 {count} 行到 {out}，行数与数据库一致。",
        f"Wrote {count} rows to {out}; the count matches the database.",
    )


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
def backup(archive: Path) -> None:
    """Write database and files into one .tar.gz, while the server runs."""
    start_django()
    from taizhang.config.archive import write_backup
    from taizhang.core.backups import note_backup
    from taizhang.core.file_store import files_on_disk

    if archive.exists():
        fail(f"{archive} 已存在，请换个文件名。", f"{archive} exists; choose another name.")
    write_backup(archive.absolute())
    note_backup(archive.absolute())
    say(f"备份已写入 {archive}", f"Backup written to {archive}")
    if not files_on_disk():
        say(
            "佐证等文件在对象存储（TAIZHANG_FILES），不在此备份里，请由存储自行备份。",
            "Files lie in the store of TAIZHANG_FILES and are not in it: back the store up by its own means.",
        )


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(archive: Path) -> None:
    """Bring a backup into an empty installation; figures come out the same, hash for hash."""
    start_django()
    from django.conf import settings

    from taizhang.accounts.models import User
    from taizhang.config.archive import read_backup
    from taizhang.config.migrating import migrate_database

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)  # a new machine has none yet

    migrate_database()
    if User.objects.exists():
        fail("这里已有数据，只能恢复到空的安装。", "There is data here; restore into an empty installation.")
    read_backup(archive)
    say("已恢复。", "Restored.")
