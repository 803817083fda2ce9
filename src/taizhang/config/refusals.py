"""What a command says when it cannot do what was asked: a sentence with a cure and a documented exit code."""

from __future__ import annotations

import errno
from pathlib import Path

import click

from taizhang.config.commands.common import NOT_ALLOWED, language, say
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import PeriodError

BAD_INPUT = 2


def say_refusal(error: Exception) -> int | None:
    """Print what a person can act on and return the exit code; None for an error that is ours to mend."""
    if isinstance(error, TaizhangError):
        for problem in error.problems:
            click.echo(problem.sentence(language()).lstrip("：: "), err=True)
        return BAD_INPUT
    if isinstance(error, click.ClickException):
        _say_usage(error)
        return error.exit_code if error.exit_code != 1 else BAD_INPUT
    if isinstance(error, PeriodError):
        came = _quoted(str(error))
        say(
            f"期间 {came} 不对，应是 2026、2026H1、2026Q2、2026-06、AY2025 这样的代码。请改正。",
            f"There is no period {came}; write a code such as 2026, 2026H1, 2026Q2, 2026-06 or AY2025.",
            err=True,
        )
        return BAD_INPUT
    if isinstance(error, OSError):
        return _say_file(error)
    return _say_django(error)


def _say_django(error: Exception) -> int | None:
    """Django is imported only now: `--help` and usage errors do without it."""
    from django.core.exceptions import PermissionDenied
    from django.db import DatabaseError
    from django.http import Http404

    from taizhang.core.file_store import StoreAway

    if isinstance(error, PermissionDenied):
        words = str(error).rstrip("。.")
        say(
            f"不能这样做：{words or '没有这项权限'}。请换有权限的用户（--as）。",
            f"Not allowed: {words or 'the permission is missing'}. Use --as with a user who may.",
            err=True,
        )
        return NOT_ALLOWED
    if isinstance(error, Http404):
        words = str(error).rstrip("。.")
        say(
            f"{words or '没有这一项，或您无权查看'}。请核对编号、机构和期间。",
            f"{words or 'It is not there, or not yours to see'}. Check key, unit and period.",
            err=True,
        )
        return BAD_INPUT
    if isinstance(error, StoreAway):
        say(
            f"文件库没有应答（{error}）。请核对 TAIZHANG_FILES 和网络，再来一次。",
            f"The store of files does not answer ({error}). Check TAIZHANG_FILES and the network, then try again.",
            err=True,
        )
        return BAD_INPUT
    return _say_database(str(error)) if isinstance(error, DatabaseError) else None


def _say_database(said: str) -> int | None:
    """The states of a database that its owner can mend; anything else keeps its traceback."""
    from django.conf import settings

    folder = settings.DATA_DIR
    if "no such table" in said or "does not exist" in said:
        say(
            f"数据库还是空的（{folder}）。请先运行 taizhang migrate，或 taizhang demo 装入演示数据。",
            f"The database is empty ({folder}). Run taizhang migrate, or taizhang demo for the demo data.",
            err=True,
        )
    elif "readonly" in said or "unable to open" in said:
        say(
            f"数据文件夹 {folder} 不能写入。请检查文件夹权限，或用 TAIZHANG_DATA 另选文件夹。",
            f"The data folder {folder} cannot be written. Check its permissions, or set TAIZHANG_DATA.",
            err=True,
        )
    elif "file is not a database" in said or "malformed" in said:
        say(
            f"{folder} 里的数据库文件已损坏。请用 taizhang restore 恢复备份。",
            f"The database file in {folder} is damaged. Restore a backup with taizhang restore.",
            err=True,
        )
    else:
        return None
    return BAD_INPUT


def _say_file(error: OSError) -> int | None:
    if not isinstance(error.filename, str | bytes | Path):
        return None
    name = Path(error.filename.decode() if isinstance(error.filename, bytes) else error.filename)
    causes = {
        errno.ENOENT: ("没有这个文件或文件夹，请核对路径", "there is no such file or folder; check the path"),
        errno.EACCES: ("没有读写权限，请检查文件权限", "no permission to read or write it; check its permissions"),
        errno.EPERM: ("没有读写权限，请检查文件权限", "no permission to read or write it; check its permissions"),
        errno.EROFS: ("所在磁盘只读，请换一个位置", "its disk is read-only; choose another place"),
        errno.EISDIR: ("这是文件夹，请写明文件名", "it is a folder; name a file"),
        errno.ENOTDIR: ("上级不是文件夹，请核对路径", "its parent is no folder; check the path"),
        errno.EEXIST: ("已经存在，请换个名字", "it exists; choose another name"),
        errno.ENOSPC: ("磁盘已满，请清理后再试", "the disk is full; make room and try again"),
    }
    if error.errno not in causes:
        return None
    zh, en = causes[error.errno]
    say(f"{name}：{zh}。", f"{name}: {en}.", err=True)
    return BAD_INPUT


def _say_usage(error: click.ClickException) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)  # the help itself; nothing to add
        return
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "taizhang"
    if language() == "en":
        click.echo(f"{error.format_message()} See {path} --help.", err=True)
    else:
        click.echo(f"{_in_chinese(error)}用法见 {path} --help。", err=True)


def _in_chinese(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项。"
    if isinstance(error, click.BadOptionUsage):
        lacks = "requires" in error.message
        return f"{error.option_name} 后面缺少值，请补上。" if lacks else f"{error.option_name} 后面不带值，请去掉。"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name_of(error)}，请补上。"
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param is not None else None
        if isinstance(kind, click.Path):
            what = "文件夹" if kind.dir_okay and not kind.file_okay else "文件"
            said = {"does not exist": f"没有这个{what}", "not readable": "没有读取权限", "not writable": "没有写入权限"}
            cause = next((zh for en, zh in said.items() if en in error.message), f"应为{what}")
            return f"{_name_of(error)}：{cause}，请核对路径（{_quoted(error.message)}）。"
        if isinstance(kind, click.Choice):
            return f"{_name_of(error)} 应为 {'、'.join(map(str, kind.choices))} 之一。"
        if isinstance(kind, click.IntRange):
            came = _quoted(error.message).partition(" ")[0]
            span = f"{kind.min if kind.min is not None else ''} 到 {kind.max if kind.max is not None else ''} 的"
            return f"{_name_of(error)} 应为{span if kind.max is not None else ''}整数，现为{came}。"
        if isinstance(kind, click.DateTime):
            return f"{_name_of(error)} 应为 2026-03-31 这样的日期，现为“{_quoted(error.message)}”，请改正。"
        if isinstance(kind, click.types.IntParamType):
            return f"{_name_of(error)} 应为整数，现为{_quoted(error.message)}。"
        return f"{_name_of(error)} 的值不对：{error.message.rstrip('.')}。"
    words = error.format_message()
    if words.startswith("No such command"):
        return f"没有 {_quoted(words)} 这个命令。"
    if "unexpected extra argument" in words:
        return f"参数多了：{words.partition('(')[2].partition(')')[0]}。"
    return f"{words.rstrip('.')}。"


def _name_of(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "参数")
    if error.param.param_type_name == "option":
        return error.param.opts[0]
    return (error.param.metavar or error.param.name or "").strip("[]").upper()


def _quoted(words: str) -> str:
    parts = words.split("'")
    return parts[1] if len(parts) >= 3 else words
