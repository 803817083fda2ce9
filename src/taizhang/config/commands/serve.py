"""`taizhang run`: one command, one process tree: web server and task worker."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click

from taizhang.config.commands.common import fail, say, start_django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@click.option("--demo", is_flag=True, help="Load the demo county first when the database is empty.")
@click.option("--no-worker", is_flag=True, help="Web server only.")
def run(host: str, port: int, workers: int, demo: bool, no_worker: bool) -> None:
    """Serve Taizhang: migrate, install packs, start the web server and the task worker."""
    _require_free(host, port)
    if demo:
        from taizhang.config.demo.calendar import DEMO_TODAY

        os.environ.setdefault("TAIZHANG_DEMO", "1")
        os.environ.setdefault("TAIZHANG_TODAY", DEMO_TODAY.isoformat())
    os.environ.setdefault("TAIZHANG_BASE_URL", f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    start_django()
    if demo:
        from taizhang.config.demo.load import load_demo, sign_ins, standing

        with standing():
            prepare()
        load_demo(show=True)
    else:
        prepare()
    commands = [
        [
            sys.executable, "-m", "granian", "taizhang.config.wsgi:application", "--interface", "wsgi", "--host", host,
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "4", "--log-level", "error",
        ]
    ]  # fmt: skip
    if not no_worker:
        commands.append([sys.executable, "-m", "taizhang.config.cli", "worker"])
    processes = [subprocess.Popen(command) for command in commands]
    say(
        f"\n台账已启动：{os.environ['TAIZHANG_BASE_URL']}",
        f"\nTaizhang is running at {os.environ['TAIZHANG_BASE_URL']}",
    )
    if demo:
        click.echo(sign_ins())
    elif _nobody_can_sign_in():
        say(
            "还没有人能登录：用 taizhang found 建立自己的县和管理员，或用 taizhang demo 装入演示县。",
            "Nobody can sign in yet: make your county and administrator with taizhang found, "
            "or load the demo county with taizhang demo.",
        )
    sys.exit(_watch(processes))


def _nobody_can_sign_in() -> bool:
    from taizhang.accounts.models import User

    return not User.objects.exists()


def _require_free(host: str, port: int) -> None:
    """Two servers on one address would each answer some of the requests, so the second is not started."""
    try:
        with socket.create_server((host, port)):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fail(
                f"端口 {port} 已被别的程序占用。换一个端口，如 --port {port + 1}（make run PORT={port + 1}）。",
                f"Port {port} is in use. Choose another, such as --port {port + 1} (make run PORT={port + 1}).",
            )
        reason = os.strerror(error.errno or 0)
        fail(
            f"不能在 {host}:{port} 上提供服务：{reason}。检查 --host 和 --port。",
            f"Cannot serve on {host}:{port}: {reason}. Check --host and --port.",
        )


def prepare() -> None:
    """Bring an empty or older database up to date; safe to repeat."""
    from django.conf import settings

    from taizhang.config.migrating import migrate_database
    from taizhang.core.designed_packs import lay_out
    from taizhang.core.packs import sync_installed_packs
    from taizhang.core.working_days import working_calendar

    working_calendar()  # a table that cannot be read is told here, before the first page needs it
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    migrate_database()
    lay_out()
    sync_installed_packs()


def _watch(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait until a signal or the death of one process; then stop all, so that no half of the tree lives on."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    code = 0 if stopping else next((process.returncode or 1 for process in processes if process.poll() is not None), 1)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    return code


@click.command()
def worker() -> None:
    """Run background tasks; what a crash interrupted is taken up again."""
    start_django()
    from django.core.management import call_command

    from taizhang.core.daily import begin_daily
    from taizhang.core.jobs import resume_interrupted_jobs
    from taizhang.figures.tasks import start_waiting_runs

    resume_interrupted_jobs()
    start_waiting_runs()
    begin_daily.enqueue()
    call_command("db_worker", "--interval=0.5", "--no-startup-delay", "--no-reload", verbosity=0)


@click.command()
def migrate() -> None:
    """Bring the database and the installed packs up to date."""
    start_django()
    prepare()
    say("数据库和数据包已是最新。", "Database and packs are up to date.")


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own management commands."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["taizhang manage", *arguments])
