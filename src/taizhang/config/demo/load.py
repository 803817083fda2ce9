"""Loads the demo county into an empty database: organisation, people, records, figures, one issued summary.

Each step is one transaction that is skipped when its result is there, so a load that was killed goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click
from django.db import transaction
from django.utils import timezone

from taizhang.config.demo.calendar import DEMO_TODAY, PERIODS, YEARS
from taizhang.config.demo.people import PASSWORD, PEOPLE
from taizhang.core import clock
from taizhang.core.statistics import refresh_statistics
from taizhang.engine.periods import Period, PeriodKind

if TYPE_CHECKING:
    from taizhang.accounts.models import User
    from taizhang.config.demo.records import DemoFiling
    from taizhang.ledgers.services import BulkFiling

LAST_YEAR = date(2026, 1, 8)  # when last year's figures were counted; its summaries follow
Step = tuple[str, str, date, Callable[[], None]]


def load_demo(*, show: bool = False) -> None:
    """Load what is missing. With `show`, a line a step on the terminal.

    Each step stands at its own day, oldest first, so that the audit log tells things in the order they happened. All
    that moves figures of a period comes before they are computed: nothing is left to the worker.
    """
    from taizhang.config.demo import evidence, inspection, open_work, organisation, summaries, targets

    year_end = date(2025, 12, 31)
    steps: list[Step] = [
        ("机构、责任区、岗位、账号", "organisation, zones, posts, sign-ins", LAST_YEAR, organisation.load),
        ("去年的台账", "last year's records", LAST_YEAR, partial(load_records, date.min, year_end)),
        ("去年的指标", "last year's figures", LAST_YEAR, partial(compute_figures, date.min, year_end)),
        ("去年的总结", "last year's summaries", LAST_YEAR, partial(summaries.load, until=date(2026, 3, 31))),
        ("督查走访和整改", "inspection and rectification", inspection.FIRST_ON, inspection.load),
        ("目标任务", "targets and tasks", DEMO_TODAY, targets.load),
        ("今年上半年的台账", "this half-year's records", DEMO_TODAY, partial(load_records, year_end, DEMO_TODAY)),
        ("佐证材料", "evidence", DEMO_TODAY, evidence.load),
        ("待审核和被退回的填报", "filings under review", DEMO_TODAY, open_work.load),
        ("今年上半年的指标", "this half-year's figures", DEMO_TODAY, partial(compute_figures, year_end, DEMO_TODAY)),
        ("村里今年的走访指标", "what the village counted this year", DEMO_TODAY, compute_village),
        ("草稿", "drafts", DEMO_TODAY, partial(summaries.load, until=DEMO_TODAY)),
    ]
    for number, (zh, en, day, step) in enumerate(steps, start=1):
        started = timezone.now()
        with clock.standing_at(_moment(day, 0)):
            step()
        if show:
            seconds = (timezone.now() - started).total_seconds()
            click.echo(f"[{number}/{len(steps)}] {zh} / {en}: {seconds:.1f} s")


def standing() -> AbstractContextManager[None]:
    """The day of the oldest step, for what comes before it: what is written within is the same on every machine."""
    return clock.standing_at(_moment(LAST_YEAR, 0))


def load_records(after: date, until: date) -> None:
    """The records of periods that end after one day and by another, of all ledgers; one transaction, so that a
    killed load leaves nothing half."""
    from taizhang.config.demo.records import filings, record_files
    from taizhang.core.packs import installed_packs
    from taizhang.ledgers.models import Submission
    from taizhang.ledgers.services import load_submissions
    from taizhang.ledgers.validation import code_lists_of

    if Submission.objects.filter(period_last__gt=after, period_last__lte=until).exists():
        return
    packs = installed_packs()
    accepted = _Acceptance(_clerks(), _user("section").pk)
    with transaction.atomic():
        for key in sorted(record_files()):
            ledger = packs.ledger(key)
            found = filings(ledger, code_lists_of(ledger, packs), after=after, until=until)
            load_submissions(ledger=ledger, pack_version=packs.pack(ledger.pack).version, filings=map(accepted, found))
    refresh_statistics()


@dataclass(frozen=True)
class _Acceptance:
    """Turns a filing of the demo into an accepted one: filed by its unit's clerk, accepted by the section's."""

    clerks: Mapping[str, int]
    reviewer: int

    def __call__(self, filing: DemoFiling) -> BulkFiling:
        from taizhang.ledgers.services import BulkFiling

        period = Period.parse(filing.period)
        return BulkFiling(
            org_unit=filing.org_unit,
            period=period,
            rows=filing.rows,
            filed_at=_moment(period.last, 3),
            accepted_at=_moment(period.last, 4),
            filed_by=self.clerks[filing.org_unit],
            accepted_by=self.reviewer,
        )


def compute_figures(after: date, until: date) -> None:
    """Periods of the demo that end within, oldest first, so that growth and records find their past."""
    from taizhang.figures import services
    from taizhang.figures.models import FigureRun

    done = set(FigureRun.objects.filter(finished_at__isnull=False).values_list("period_code", flat=True))
    periods = [item for item in map(Period.parse, (*YEARS, *PERIODS)) if after < item.last <= until]
    missing = [item for item in periods if item.code not in done]
    for period in missing:
        services.compute(period=period)
    if missing:
        refresh_statistics()


def compute_village() -> None:
    """What the village's visits give of the year that is under way, up to the demo's day: its yearly summary is written
    with it."""
    from taizhang.config.demo.village import PACK
    from taizhang.core.packs import installed_packs
    from taizhang.figures import services
    from taizhang.figures.models import FigureRun

    year = Period.containing(DEMO_TODAY, PeriodKind.YEAR)
    own = [item for item in installed_packs().indicators.values() if item.pack == PACK]
    counted = [item.key for item in own if any(term.ledger.startswith("inspection.") for term in item.terms)]
    if not FigureRun.objects.filter(period_code=year.code, finished_at__isnull=False).exists():
        services.compute(period=year, keys=counted)


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
