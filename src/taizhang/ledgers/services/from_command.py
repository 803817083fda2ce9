"""`taizhang file`: the same as the page, with codes instead of choices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.ledgers.models import VersionSource
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.services import review
from taizhang.ledgers.services.columns import answers_said
from taizhang.ledgers.services.filing import file_workbook, save_rows
from taizhang.ledgers.services.refusing import FilingRefused
from taizhang.organisation.models import OrgUnit


def file_from_command(
    *,
    actor: Actor,
    path: Path | None,
    ledger_key: str,
    org: str,
    period: str,
    reason: str,
    submit: bool,
    nil: bool = False,
    columns: Sequence[str] = (),
) -> FilingResult:
    """`taizhang file`: the same as the page, with codes instead of choices. path None: a nil report without a file.
    Saved and handed in together, or neither. columns: `B=pupils`, for titles that are not sure."""
    ledger, unit, wanted = _named(ledger_key, org, period)
    answers = answers_said(columns, ledger, where="--column")
    with transaction.atomic():
        if path is None:
            result = save_rows(
                actor=actor,
                ledger=ledger,
                org_unit=unit,
                period=wanted,
                rows=[],
                source=VersionSource.WORKBOOK,
                reason=reason or str(_("Nil report")),
            )
        else:
            result = file_workbook(
                actor=actor,
                ledger=ledger,
                org_unit=unit,
                period=wanted,
                name=path.name,
                data=path.read_bytes(),
                reason=reason,
                nil=nil,
                answers=answers,
            )
        if submit and result.submission is not None:
            review.submit(actor=actor, submission=result.submission, explanations={}, reason=reason)
    return result


def _named(ledger_key: str, org: str, period: str) -> tuple[Ledger, OrgUnit, Period]:
    """What the codes of the command line mean; each wrong one is told by itself, all at once."""
    ledger = installed_packs().ledgers.get(ledger_key)
    unit = OrgUnit.objects.filter(code=org).first()
    problems = []
    if ledger is None:
        known = [key for key in installed_packs().ledgers if key.rpartition(".")[2] == ledger_key.rpartition(".")[2]]
        near = known[0] if known else "county-base.school_roll"
        cure = Text(f"例如 {near}，台账页的地址里有它。", f"For example {near}; the ledger's address has it.")
        problems.append(Problem("filing", "--ledger", Text("台账代码", "a ledger key"), Text(ledger_key), cure))
    if unit is None:
        cure = Text("在机构页查代码。", "Look it up on the page of units.")
        problems.append(Problem("filing", "--org", Text("机构代码", "the code of an org unit"), Text(org), cure))
    try:
        wanted = Period.parse(period)
    except PeriodError:
        cure = Text("照台账的填报周期改。", "Write it as the ledger is filed.")
        expected = Text("期间代码，如 2026H1、2026-06", "a period code such as 2026H1 or 2026-06")
        problems.append(Problem("filing", "--period", expected, Text(period), cure))
    if problems or ledger is None or unit is None:
        raise FilingRefused(problems)
    return ledger, unit, wanted
