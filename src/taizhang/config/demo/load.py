"""Loads the demo county into an empty database: organisation, people, records, figures, one issued summary.

Each step is one transaction that is skipped when its result is there, so a load that was killed goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click
from django.db import transaction
from django.utils import timezone

from taizhang.config.demo.calendar import DEMO_TODAY, PERIODS, YEARS
from taizhang.config.demo.people import PASSWORD, PEOPLE
from taizhang.core import clock
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
        with standing():
            step()
        if show:
            seconds = (timezone.now() - started).total_seconds()
            click.echo(f"[{number}/{len(steps)}] {zh} / {en}: {seconds:.1f} s")


def standing() -> AbstractContextManager[None]:
    """The demo's moment stands still: what is written within is the same on every machine."""
    return clock.standing_at(_moment(DEMO_TODAY, 0))


def load_records() -> None:
    """All records files of all ledgers; one transaction, so that a killed load leaves nothing half."""
    from taizhang.config.demo.records import DemoFiling, filings, record_files
    from taizhang.core.packs import installed_packs
    from taizhang.ledgers.models import Submission
    from taizhang.ledgers.services import BulkFiling, load_submissions
    from taizhang.ledgers.validation import code_lists_of

    if Submission.objects.exists():
        return
    packs = installed_packs()
    clerks, reviewer = _clerks(), _user("section").pk

    def accepted(filing: DemoFiling) -> BulkFiling:
        period = Period.parse(filing.period)
        return BulkFiling(
            org_unit=filing.org_unit,
            period=period,
            rows=filing.rows,
            filed_at=_moment(period.last, 3),
            accepted_at=_moment(period.last, 4),
            filed_by=clerks[filing.org_unit],
            accepted_by=reviewer,
        )

    with transaction.atomic():
        for key in sorted(record_files()):
            ledger = packs.ledger(key)
            load_submissions(
                ledger=ledger,
                pack_version=packs.pack(ledger.pack).version,
                filings=map(accepted, filings(ledger, code_lists_of(ledger, packs))),
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


def _clerks() -> dict[str, int]:
    """Org unit code -> the user who files for it."""
    from taizhang.config.demo.county import units
    from taizhang.config.demo.organisation import clerk_username

    users = _ids()
    return {unit.code: users[clerk_username(unit.code)] for unit in units() if clerk_username(unit.code) in users}


def _ids() -> dict[str, int]:
    from taizhang.accounts.models import User

    return dict(User.objects.values_list("username", "pk"))


def _user(username: str) -> User:
    from taizhang.accounts.models import User

    return User.objects.get(username=username)


def _moment(day: date, days: int) -> datetime:
    """Ten in the morning some days after `day`: fixed, so that a load is repeatable to the byte."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time(10, 0)))
