"""The start page of an administrator: failed work and what others changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from taizhang.core import audit, clock
from taizhang.core.actor import Actor, Grant
from taizhang.core.models import Job, JobState
from taizhang.core.permissions import ROLE_PERMISSIONS, Role
from taizhang.core.system_today import changes, failed_work

pytestmark = pytest.mark.django_db


def actor(role: Role) -> Actor:
    return Actor(1, "祝行舟", (Grant(role, "QH", frozenset({"QH", "S1"})),), ROLE_PERMISSIONS)


def test_failed_work_waits_for_the_administrator_for_a_week() -> None:
    today, admin = clock.today(), actor(Role.ADMINISTRATOR)
    assert failed_work(admin, today) == []
    for ago in (0, 1, 30):
        at = clock.now() - timedelta(days=ago)
        Job.objects.create(
            kind="figures", title="指标计算", state=JobState.FAILED, arguments={}, created_at=at, finished_at=at
        )
    [line] = failed_work(admin, today)
    assert (line.missing, line.url) == ("2 项失败", "/settings/jobs/?state=failed")
    assert failed_work(actor(Role.SCHOOL_CLERK), today) == []


def test_what_others_did_is_counted_by_day_and_kind() -> None:
    for code in ("S1", "S1", "ELSEWHERE"):
        audit.record(actor=None, action="org_unit.rename", obj=f"unit:{code}", org_unit=code)
    audit.record(actor=None, action="submission.version", obj="filing:1", org_unit="S1")
    audit.record(actor=None, action="account.locked", obj="sign-in:somebody")
    since = clock.now() - timedelta(days=1)
    told = {(item.url, item.who) for item in changes(actor(Role.ADMINISTRATOR), since)}
    assert told == {
        ("/settings/audit/?action=org_unit.rename", "2 次"),
        ("/settings/audit/?action=account.locked", ""),
    }
    assert changes(actor(Role.SCHOOL_CLERK), since) == changes(actor(Role.AUDITOR), since) == []
