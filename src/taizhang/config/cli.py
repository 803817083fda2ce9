"""The `taizhang` command. Each group lives in its own file under `commands/`; this one only joins them.

Exit codes: 0 done and in order; 1 the check found something; 2 bad input or usage; 3 not allowed.
"""

from __future__ import annotations

import importlib
import sys

import click

_COMMANDS = {
    "run": "serve:run",
    "worker": "serve:worker",
    "migrate": "serve:migrate",
    "manage": "serve:manage",
    "demo": "demo:demo",
    "found": "found:found",
    "pack": "packs:pack",
    "file": "ledgers:file",
    "ledger": "ledger:ledger",
    "figures": "figures:figures",
    "trace": "figures:trace",
    "compute": "figures:compute",
    "summary": "summaries:summary",
    "check": "check:check",
    "workdays": "workdays:workdays",
    "document": "documents:document",
    "audit": "audit:audit",
    "token": "api:token",
    "api": "api:api",
    "export": "data:export",
    "backup": "data:backup",
    "restore": "data:restore",
}


class LazyGroup(click.Group):
    """Imports a command only when it is called, so that `--help` and packs start without Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(f"taizhang.config.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="taizhang")
def cli() -> None:
    """Taizhang (台账): records in, figures out, every figure opens."""


def main() -> None:
    """Entry point: errors that a person can act on are printed as sentences, never as a traceback."""
    from taizhang.config.refusals import say_refusal

    try:
        code = cli(standalone_mode=False)
    except click.Abort:
        sys.exit(130)
    except Exception as error:
        refused = say_refusal(error)
        if refused is None:
            raise
        sys.exit(refused)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
