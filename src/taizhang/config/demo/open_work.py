"""What lies open on the demo's day: a filing that waits for review, one that was sent back with a cell marked, and a
filing task whose deadline is near."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from taizhang.accounts.models import User
from taizhang.config.demo.calendar import DEMO_TODAY
from taizhang.config.demo.organisation import clerk_username
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers import queries as ledger_queries
from taizhang.ledgers import services
from taizhang.ledgers.models import Submission, VersionSource
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

LEDGER, PERIOD = "city-half-year.hazard_points", Period.parse("2026H1")  # its late filers: records.NOT_FILED
WAITING, SENT_BACK = "2133000007", "3133000004"
_POINT = {"kind": "water", "found_on": "2026-06-03", "checked_on": "2026-06-25", "measure": "设警示牌，专人巡查"}


def load() -> None:
    if LEDGER not in installed_packs().ledgers or _filings(SENT_BACK).exists():
        return
    with transaction.atomic():
        _hand_in(WAITING, {**_POINT, "point_no": "YH-301", "place": "校后水渠", "responsible": "舒以安"})
        _hand_in(SENT_BACK, {**_POINT, "point_no": "YH-302", "place": "学校附近", "responsible": "安若溪"})
        submission = _filings(SENT_BACK).get()
        row = submission.rows.get()
        services.return_(
            actor=_actor("section"),
            submission=submission,
            comment="位置写得太笼统，请写明哪条河、离校门多远。",
            cells=[(row.pk, "place")],
        )
        _ask_for_the_rest()


def _ask_for_the_rest() -> None:
    """The same ledger, asked for with a few days' time of every school that keeps it."""
    ledger, section = installed_packs().ledger(LEDGER), _actor("section")
    services.send_filing_task(
        actor=section,
        ledger=ledger,
        period=PERIOD,
        org_units=[spell.org_unit.code for spell in ledger_queries.askable_units(section, ledger, PERIOD)],
        due_on=DEMO_TODAY + timedelta(days=4),
        minutes=ledger_queries.proposed_minutes(ledger, PERIOD),
        note="暑期将至，请把校外水域、塘坝一并排查上报；没有的报零报告。",
        remind_days=(3, 1),
    )


def _filings(org_unit: str) -> QuerySet[Submission]:
    return Submission.objects.filter(ledger_key=LEDGER, period_code=PERIOD.code, org_unit__code=org_unit)


def _hand_in(org_unit: str, row: Mapping[str, str]) -> None:
    clerk = _actor(clerk_username(org_unit))
    unit = OrgUnit.objects.get(code=org_unit)
    result = services.save_rows(
        actor=clerk,
        ledger=installed_packs().ledger(LEDGER),
        org_unit=unit,
        period=PERIOD,
        rows=[row],
        source=VersionSource.DEMO,
    )
    if result.problems:
        raise ValueError(result.problems[0].sentence())
    services.submit(actor=clerk, submission=_filings(org_unit).get(), explanations={})


def _actor(username: str) -> Actor:
    return org_queries.actor_for(User.objects.get(username=username))
