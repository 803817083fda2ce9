"""Loads the demo county into an empty database: organisation, people, records, figures, one issued summary.

Each step is one transaction that is skipped when its result is there, so a load that was killed goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click
from django.db import transaction
from django.utils import timezone

from taizhang.config.demo.calendar import PERIODS, YEARS
from taizhang.config.demo.people import PASSWORD, PEOPLE
from taizhang.engine.periods import Period

if TYPE_CHECKING:
    from taizhang.accounts.models import User

Step = tuple[str, str, Callable[[], None]]


def load_demo(*, show: bool = False) -> None:
    """Load what is missing. With `show`, a line a step on the terminal."""
    from taizhang.config.demo import organisation, summaries

    steps: list[Step] = [
        ("机构、责任区、岗位、账号", "organisation, zones, posts, sign-ins", organisation.load),
        ("一年半的台账记录", "a year and a half of records", load_records),
        ("指标", "figures", compute_figures),
        ("已印发的总结和草稿", "issued summaries and a draft", summaries.load),
    ]
    for number, (zh, en, step) in enumerate(steps, start=1):
        started = timezone.now()
        step()
        if show:
            seconds = (timezone.now() - started).total_seconds()
            click.echo(f"[{number}/{len(steps)}] {zh} / {en}: {seconds:.1f} s")


def load_records() -> None:
    """All records files of all ledgers; one transaction, so that a killed load leaves nothing half."""
    from taizhang.config.demo.records import filings, record_files
    from taizhang.core.packs import installed_packs
    from taizhang.ledgers.models import Submission
    from taizhang.ledgers.services import BulkFiling, load_submissions

    if Submission.objects.exists():
        return
    packs = installed_packs()
    clerk, reviewer = _user("office"), _user("section")
    with transaction.atomic():
        for key in sorted(record_files()):
            ledger = packs.ledgers[key]
            code_lists = {field.code_list: packs.code_list(ledger.pack, field.code_list) for field in ledger.fields if field.code_list}
            load_submissions(
                ledger=ledger,
                pack_version=packs.pack(ledger.pack).version,
                filings=[
                    BulkFiling(
                        org_unit=filing.org_unit,
                        period=Period.parse(filing.period),
                        rows=filing.rows,
                        filed_at=_moment(Period.parse(filing.period).last, 3),
                        accepted_at=_moment(Period.parse(filing.period).last, 4),
                    )
                    for filing in filings(ledger, code_lists)
                ],
                filed_by=clerk,
                accepted_by=reviewer,
            )


def compute_figures() -> None:
    """All periods of the demo, oldest first, so that growth and records find their past."""
    from taizhang.figures import services
    from taizhang.figures.models import FigureRun

    done = set(FigureRun.objects.filter(finished_at__isnull=False).values_list("period_code", flat=True))
    for code in (*YEARS, *PERIODS):
        if code not in done:
            services.compute(period=Period.parse(code))


def sign_ins() -> str:
    """The sign-ins as a table for the terminal."""
    lines = ["", "演示账号（密码均为 " + PASSWORD + "） / demo sign-ins (same password):"]
    lines += [f"  {person.username:<12}{person.role.value:<18}{person.title}" for person in PEOPLE]
    return "\n".join(lines)


def _user(username: str) -> User:
    from taizhang.accounts.models import User

    return User.objects.get(username=username)


def _moment(day: date, days: int) -> datetime:
    """Ten in the morning some days after the period's end: fixed, so that a load is repeatable to the byte."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time(10, 0)))


