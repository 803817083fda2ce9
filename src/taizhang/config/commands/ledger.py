"""`taizhang ledger …`: from an office's own workbook to a ledger. None of it needs a database."""

from __future__ import annotations

from pathlib import Path

import click

from taizhang.config.commands.common import json_option, language, print_json, start_django


@click.group()
def ledger() -> None:
    """Ledgers: propose one from an office's own workbook."""
    start_django()


@ledger.command()
@click.argument("workbook", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True))
@json_option
def propose(workbook: Path, as_json: bool) -> None:
    """Tell what ledger a WORKBOOK is: its tables, headings, columns with types and units, totals and notes."""
    from django.conf import settings

    from taizhang.ledgers.proposing.proposal import propose as propose_ledgers
    from taizhang.ledgers.proposing.sentences import sentences

    proposal = propose_ledgers(workbook.name, workbook.read_bytes(), max_bytes=settings.MAX_UPLOAD_BYTES)
    if as_json:
        print_json(proposal.as_json())
        return
    for line in sentences(proposal, language()):
        click.echo(line)
