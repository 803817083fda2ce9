"""Filing tasks: only the asked units owe the ledger, each until its own day; reminders by hand and by the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.daily import run_day
from taizhang.core.jobs import run_now
from taizhang.core.models import AuditEvent, Job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.errors import TaizhangError
from taizhang.engine.pack import Over
from taizhang.engine.periods import Period
from taizhang.figures.filings import Filings, Reading
from taizhang.figures.places import Tree
from taizhang.ledgers import queries, services
from taizhang.ledgers.models import FilingReminder, FilingTask, Submission
from taizhang.ledgers.today import filings_to_do
from taizhang.ledgers.views.common import unit_name
from taizhang.organisation.models import OrgUnit, Post, PostHolding, PostKind
from taizhang.organisation.queries import actor_for, unit_effects
from taizhang.organisation.services import merge_org_units
from taizhang.organisation.types import UnitChange
from tests.ledgers.conftest import PERIOD, Desk, workbook
from tests.ledgers.test_services import filed
from tests.ledgers.test_today import hand_in

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.30"
TODAY, DUE = date(2026, 7, 6), date(2026, 7, 20)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TODAY", TODAY)


def send(desk: Desk, units: tuple[str, ...] = ("S1", "S2"), due_on: date = DUE, **more: object) -> FilingTask:
    values: dict[str, object] = {"minutes": 20, "remind_days": (3, 1), **more}
    return services.send_filing_task(
        actor=desk.reviewer,
        ledger=desk.ledger,
        period=PERIOD,
        org_units=units,
        due_on=due_on,
        **values,  # type: ignore[arg-type]
    )


def board(desk: Desk) -> dict[str, tuple[str, date]]:
    lines = queries.expected_filings(desk.reviewer, desk.ledger, PERIOD)
    return {line.org_unit: (line.standing, line.due) for line in lines}


def test_only_the_asked_units_owe_the_ledger_until_the_tasks_deadline(desk: Desk) -> None:
    by_rule = queries.due_date(desk.ledger, PERIOD)
    assert board(desk) == dict.fromkeys(("S1", "S2", "S3", "S4"), ("missing", by_rule))
    send(desk)
    assert board(desk) == dict.fromkeys(("S1", "S2"), ("missing", DUE))
    assert AuditEvent.objects.filter(action="filing_task.send").count() == 1 and audit.verify_chain().intact


def test_a_figure_waits_for_the_asked_units_alone(desk: Desk) -> None:
    reading = Reading(desk.ledger.key, Over.LAST_RETURN, PERIOD)

    def missing() -> frozenset[str]:
        filings = Filings({desk.ledger.key: desk.ledger}, [reading], {PERIOD.code: Tree(PERIOD)})
        return filings.combined(frozenset({reading}))["QH"].missing

    assert missing() == {"S1", "S2", "S3", "S4"}
    task = send(desk)
    assert missing() == {"S1", "S2"}
    services.excuse_units(actor=desk.reviewer, task=task, org_units=["S2"], reason="今年停办")
    services.accept(actor=desk.reviewer, submission=filed(desk))
    assert missing() == frozenset()
    services.call_off(actor=desk.reviewer, task=task)
    assert missing() == {"S2", "S3", "S4"}


def test_a_late_added_unit_has_its_own_deadline_and_others_get_more_time(desk: Desk) -> None:
    task = send(desk)
    assert services.add_units(actor=desk.reviewer, task=task, org_units=["S3"], due_on=date(2026, 7, 31)) == 1
    services.move_deadline(actor=desk.reviewer, task=task, org_units=["S2"], due_on=date(2026, 7, 25))
    assert {code: due for code, (_state, due) in board(desk).items()} == {
        "S1": DUE,
        "S2": date(2026, 7, 25),
        "S3": date(2026, 7, 31),
    }
    moved = AuditEvent.objects.get(action="filing_task.move_deadline")
    assert '"S2":"2026-07-20"' in moved.canonical


def test_an_excused_unit_is_not_asked_any_more_and_can_be_asked_again(desk: Desk) -> None:
    task = send(desk)
    services.excuse_units(actor=desk.reviewer, task=task, org_units=["S1"], reason="今年停办")
    assert set(board(desk)) == {"S2"}
    assert [duty.excuse for duty in queries.excused_units(task)] == ["今年停办"]
    services.add_units(actor=desk.reviewer, task=task, org_units=["S1"], due_on=DUE)
    assert set(board(desk)) == {"S1", "S2"}


def test_what_waits_past_its_day_is_overdue_and_what_came_after_it_is_late(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desk)
    monkeypatch.setattr(settings, "TODAY", DUE + timedelta(days=1))
    assert {state for state, _due in board(desk).values()} == {"overdue"}
    filed(desk)
    (line,) = [line for line in queries.expected_filings(desk.reviewer, desk.ledger, PERIOD) if line.org_unit == "S1"]
    assert (line.standing, line.was_late) == ("submitted", True)


def test_a_task_for_another_period_stands_on_the_schools_start_page(desk: Desk) -> None:
    later = Period.parse("2026H2")
    services.send_filing_task(
        actor=desk.reviewer, ledger=desk.ledger, period=later, org_units=["S1"], due_on=date(2026, 8, 1), minutes=5
    )

    def asked(actor: object) -> set[str]:
        return {item.url for item in filings_to_do(actor, TODAY)}  # type: ignore[arg-type]

    own = reverse("ledgers:filing-page", args=[desk.ledger.key, later.code, "S1"])
    assert own in asked(desk.clerk)
    assert all(later.code not in url for url in asked(desk.other))


@pytest.mark.parametrize(
    ("units", "due_on", "minutes"),
    [((), DUE, 20), (("T1",), DUE, 20), (("S1",), TODAY - timedelta(days=1), 20), (("S1",), DUE, 0)],
    ids=["nobody", "no unit of this ledger", "deadline past", "no minutes"],
)
def test_a_wrong_task_is_refused_and_changes_nothing(
    desk: Desk, units: tuple[str, ...], due_on: date, minutes: int
) -> None:
    with pytest.raises(TaizhangError):
        send(desk, units, due_on, minutes=minutes)
    assert not FilingTask.objects.exists() and not AuditEvent.objects.filter(action="filing_task.send").exists()


def test_one_task_stands_for_a_ledger_and_period(desk: Desk) -> None:
    task = send(desk)
    with pytest.raises(TaizhangError):
        send(desk, ("S3",))
    services.call_off(actor=desk.reviewer, task=task)
    with pytest.raises(TaizhangError):
        services.add_units(actor=desk.reviewer, task=task, org_units=["S3"], due_on=DUE)
    assert send(desk, ("S3",)).duties.count() == 1


def test_who_may_not_ask_and_whom_one_may_not_ask(desk: Desk) -> None:
    clerk_of_a_town = actor_for(desk.world.person(Role.SECTION_CLERK, "T1", username="town"))
    for actor, units in ((desk.clerk, ("S1",)), (clerk_of_a_town, ("S1", "S3"))):
        with pytest.raises(PermissionDenied):
            services.send_filing_task(
                actor=actor, ledger=desk.ledger, period=PERIOD, org_units=units, due_on=DUE, minutes=5
            )
    task = send(desk)
    with pytest.raises(PermissionDenied):
        services.remind(actor=desk.clerk, task=task)


def test_the_words_for_the_group_name_who_has_not_filed_and_note_it_there(desk: Desk) -> None:
    task = send(desk)
    filed(desk)
    words, count = services.remind(actor=desk.reviewer, task=task)
    assert count == 1 and "S2小学" in words and "S1小学" not in words and "7月20日" in words
    (line,) = [line for line in queries.expected_filings(desk.reviewer, desk.ledger, PERIOD) if line.org_unit == "S2"]
    assert line.reminders == 1
    filed_other(desk)
    assert services.remind(actor=desk.reviewer, task=task) == ("", 0)


def test_the_link_for_the_group_opens_each_ones_own_task_in_wechat_too(desk: Desk) -> None:
    """Asked to sign in once, then at the task: no loop. A campus, which files nothing itself, makes no difference."""
    desk.world.unit("S1-2", "S1", kind="campus", name="S1小学东校区")
    task = send(desk)
    words, _count = services.remind(actor=desk.reviewer, task=task)
    link = words.rpartition("填报地址：")[2].removeprefix(settings.BASE_URL)
    own = f"/ledgers/{desk.ledger.key}/{PERIOD.code}/S1/"
    board = f"/ledgers/{desk.ledger.key}/?period={PERIOD.code}"
    reviewer = Client()
    reviewer.force_login(User.objects.get(pk=desk.reviewer.user_id))
    filtered = reviewer.get(f"{link}?state=missing").headers["Location"]
    assert set(filtered.partition("?")[2].split("&")) == {f"period={PERIOD.code}", "state=missing"}
    for name, place in (("clerk", own), ("reviewer", board)):
        user = User.objects.get(pk=getattr(desk, name).user_id)
        client = Client(headers={"user-agent": WECHAT})
        asked = client.get(link)
        assert asked.status_code == 302 and asked.headers["Location"].startswith("/accounts/sign-in/?next=")
        form = {"username": user.username, "password": "一个长口令12345", "next": link}
        came = client.post(asked.headers["Location"], form, follow=True)
        assert came.status_code == 200 and came.redirect_chain[-1][0] == place
    template = client.get(f"/ledgers/{desk.ledger.key}/{PERIOD.code}/template.xlsx")
    assert quote(desk.ledger.title.zh) in template.headers["Content-Disposition"]


def filed_other(desk: Desk) -> None:
    hand_in(desk, desk.other, "S2")


@pytest.mark.parametrize(
    ("day", "kinds"),
    [(-4, []), (-3, ["3", "3"]), (-2, ["3", "3"]), (-1, ["1", "1"]), (0, ["1", "1"]), (2, ["-1", "-1"]), (40, [])],
)
def test_each_unit_is_reminded_once_a_set_day_even_when_days_were_missed(
    desk: Desk, day: int, kinds: list[str]
) -> None:
    send(desk)
    when = DUE + timedelta(days=day)
    first, again = services.note_due_reminders(when), services.note_due_reminders(when)
    assert list(FilingReminder.objects.values_list("kind", flat=True)) == kinds
    assert (len(first), again) == (len(kinds), [])


def test_who_has_handed_in_or_is_excused_is_not_reminded(desk: Desk) -> None:
    task = send(desk, ("S1", "S2", "S3"))
    filed(desk)
    services.excuse_units(actor=desk.reviewer, task=task, org_units=["S2"], reason="停办")
    services.note_due_reminders(DUE)
    assert [reminder.duty.org_unit.code for reminder in FilingReminder.objects.all()] == ["S3"]


def test_the_daily_letter_goes_to_who_files_and_not_twice(desk: Desk) -> None:
    User.objects.filter(username="clerk").update(email="clerk@example.cn")
    User.objects.filter(username="reviewer").update(email="reviewer@example.cn")
    send(desk, note="只报变动。")
    services.note_due_reminders(DUE - timedelta(days=1))
    day = clock.today()
    for _twice in range(2):
        run_now(kind="daily-letters", arguments={"day": day.isoformat()})
    (letter,) = mail.outbox
    assert letter.to == ["clerk@example.cn"] and "只报变动。" in letter.body
    assert reverse("ledgers:filing-page", args=[desk.ledger.key, PERIOD.code, "S1"]) in letter.body


def test_the_day_begins_once_and_asks_for_the_letters(desk: Desk, django_capture_on_commit_callbacks: object) -> None:
    send(desk)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert run_day(DUE) and not run_day(DUE)
    assert Job.objects.filter(kind="daily-letters").count() == 1


def test_the_minutes_follow_the_cells_of_the_last_filing(desk: Desk) -> None:
    before = PERIOD.previous()
    assert queries.proposed_minutes(desk.ledger, PERIOD) == 5
    rows = [[stage, 120, 4, 0, 20, 9] for stage in ("小学", "初中", "幼儿园", "普通高中")]
    result = services.file_workbook(
        actor=desk.clerk,
        ledger=desk.ledger,
        org_unit=desk.school,
        period=before,
        name="上报.xlsx",
        data=workbook(rows),
    )
    assert result.submission is not None
    Submission.objects.update(accepted_version=1, state="accepted")
    cells = 4 * len(desk.ledger.fields)
    assert queries.proposed_minutes(desk.ledger, PERIOD) == max(5, round(cells * 6 / 60))


def test_a_column_told_elsewhere_about_the_same_things_is_named_before_it_is_asked_again(desk: Desk) -> None:
    asked = installed_packs().ledger("city-half-year.aid_needs")
    elsewhere = installed_packs().ledger("city-half-year.meal_pupils")
    assert queries.held_already(asked, PERIOD, {"S1", "S2"}) == []
    Submission.objects.create(
        org_unit=desk.school,
        ledger_key=elsewhere.key,
        period_code=PERIOD.code,
        period_first=PERIOD.first,
        period_last=PERIOD.last,
        pack_version="1",
        submitted_at=clock.now(),
    )
    (held,) = queries.held_already(asked, PERIOD, {"S1", "S2"})
    assert (held.ledger, held.period, held.units) == (elsewhere, PERIOD, 1)
    titles = [field.title.zh for field in held.fields]
    assert titles and "学籍号" not in titles and "学生姓名" not in titles
    assert queries.held_already(asked, PERIOD, {"S1", "S2", "S3"}) == []  # one of three is chance


def test_a_column_that_an_open_task_asks_already_is_named_too(desk: Desk) -> None:
    asked = installed_packs().ledger("city-half-year.aid_needs")
    elsewhere = installed_packs().ledger("city-half-year.meal_pupils")
    task = services.send_filing_task(
        actor=desk.reviewer, ledger=elsewhere, period=PERIOD, org_units=("S1", "S2"), due_on=DUE, minutes=5
    )
    (held,) = queries.held_already(asked, PERIOD, {"S1", "S2"})
    assert (held.ledger, held.units, held.filed) == (elsewhere, 2, False)
    services.call_off(actor=desk.reviewer, task=task)
    assert queries.held_already(asked, PERIOD, {"S1", "S2"}) == []


def test_the_board_is_sent_reminded_and_changed_through_its_pages(desk: Desk) -> None:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    where = [desk.ledger.key, PERIOD.code]
    page = client.get(reverse("ledgers:task-send", args=where)).content.decode()
    assert page.count('name="unit"') == 4
    values = {"due_on": "2026-07-20", "remind_days": "3、1", "minutes": "15", "note": "", "unit": ["S1", "S2"]}
    wrong = client.post(reverse("ledgers:task-send", args=where), {**values, "remind_days": "三"})
    assert wrong.status_code == 422 and "请写整天数" in wrong.content.decode() and not FilingTask.objects.exists()
    assert client.post(reverse("ledgers:task-send", args=where), values).status_code == 302
    address = f"{reverse('ledgers:ledger-detail', args=[desk.ledger.key])}?period={PERIOD.code}"
    assert "S1小学" in client.get(address).content.decode() and "S3小学" not in client.get(address).content.decode()
    remind = reverse("ledgers:task-remind", args=where)
    assert f'href="{remind}"' in client.get(address).content.decode()  # the board's button only leads there
    told = client.get(remind).content.decode()
    assert "【催报】" in told and "S1小学、S2小学" in told
    assert not FilingReminder.objects.exists()  # who looks has reminded nobody
    assert "已记" in client.post(remind, follow=True).content.decode()
    assert FilingReminder.objects.count() == 2
    moved = reverse("ledgers:task-deadline", args=where)
    sunday = client.post(moved, {"selected": ["S1"], "due_on": "2026-07-26"}, follow=True).content.decode()
    assert "期限 2026-07-26 不是工作日" in sunday
    working = client.post(moved, {"selected": ["S1"], "due_on": "2026-07-22"}, follow=True).content.decode()
    assert "不是工作日" not in working
    client.post(reverse("ledgers:task-excuse", args=where), {"selected": ["S2"], "reason": "停办"})
    assert board(desk) == {"S1": ("missing", date(2026, 7, 22))}
    client.post(reverse("ledgers:task-call-off", args=where))
    assert len(board(desk)) == 4


def test_what_was_ticked_and_typed_stands_there_again_after_a_refusal(desk: Desk) -> None:
    send(desk)
    client, where = Client(), [desk.ledger.key, PERIOD.code]
    client.force_login(User.objects.get(username="reviewer"))
    address = f"{reverse('ledgers:ledger-detail', args=[desk.ledger.key])}?period={PERIOD.code}&state=missing"
    sent = {"selected": ["S2"], "reason": " ", "due_on": "2026-07-22", "list": address}
    refused = client.post(reverse("ledgers:task-excuse", args=where), sent)
    assert refused.headers["Location"] == address  # filtered as it was
    page = client.get(address).content.decode()
    told = page.partition("<main")[2]
    assert "免报理由：请用一句话写明" in told and "这个字段是必填项" not in told
    ticked = re.findall(r'name="selected" value="(\w+)"[^>]* checked', page)
    assert ticked == ["S2"] and 'value="2026-07-22"' in page
    assert " checked" not in client.get(address).content.decode().partition("<tbody")[2]  # once
    elsewhere = client.post(reverse("ledgers:task-excuse", args=where), {**sent, "list": "//example.com/"})
    assert elsewhere.headers["Location"].startswith("/ledgers/")


@pytest.mark.parametrize(
    ("today", "due_on", "proposed"),
    [
        (TODAY, date(2026, 7, 31), date(2026, 7, 31)),  # as long as the others have
        (TODAY, date(2026, 7, 8), date(2026, 7, 16)),  # the ledger's ten days, not the two that are left
        (date(2026, 8, 3), DUE, date(2026, 8, 13)),  # the task's day is over
    ],
)
def test_a_unit_added_late_is_offered_the_tasks_deadline_or_the_usual_days(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, today: date, due_on: date, proposed: date
) -> None:
    assert desk.ledger.deadline_days == 10
    send(desk, due_on=due_on)
    monkeypatch.setattr(settings, "TODAY", today)
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:task-send", args=[desk.ledger.key, PERIOD.code])).content.decode()
    assert f'name="due_on" value="{proposed.isoformat()}"' in page


def test_a_task_sent_after_the_ledgers_own_day_is_not_offered_a_day_that_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TODAY", date(2026, 8, 3))
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    page = client.get(reverse("ledgers:task-send", args=[desk.ledger.key, PERIOD.code])).content.decode()
    assert 'name="due_on" value="2026-08-13"' in page


@pytest.mark.parametrize(
    ("name", "text"), [("minutes", "abc"), ("minutes", "0"), ("due_on", "2026-13-45"), ("remind_days", "三")]
)
def test_a_number_or_day_that_is_none_is_told_beside_its_field_and_kept_as_typed(
    desk: Desk, name: str, text: str
) -> None:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    values = {"due_on": "2026-07-20", "remind_days": "3", "minutes": "15", "note": "", "unit": ["S1"], name: text}
    answer = client.post(reverse("ledgers:task-send", args=[desk.ledger.key, PERIOD.code]), values)
    page = answer.content.decode()
    assert answer.status_code == 422 and not FilingTask.objects.exists()
    assert f'value="{text}"' in page.split(f'name="{name}"')[1].split(">")[0]
    assert "invalid-feedback" in page.split(f'name="{name}"')[1].split("mb-3")[0]


def test_the_board_names_who_files_first_and_the_head_after(desk: Desk) -> None:
    units = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=("S1", "S2", "S3"))}

    def seat(code: str, kind: PostKind, person: str, user: User | None = None) -> None:
        post = Post.objects.create(org_unit=units[code], kind=kind, title=person)
        since = date(2025, 1, 1)
        PostHolding.objects.create(post=post, person_name=person, phone=f"0380-{code}", user=user, valid_from=since)

    User.objects.filter(username="clerk").update(full_name="桑采菊")
    seat("S1", PostKind.UNIT_HEAD, "安知远")
    seat("S2", PostKind.UNIT_HEAD, "席见山")
    seat("S2", PostKind.CLERK, "晏听雨")
    seat("S3", PostKind.UNIT_HEAD, "荀如许")
    send(desk, ("S1", "S2", "S3"))
    with translation.override("zh-hans"):
        told = {line.org_unit: line.contact for line in queries.expected_filings(desk.reviewer, desk.ledger, PERIOD)}
    assert told == {
        "S1": "桑采菊；负责人 安知远 0380-S1",  # by the role: the unit has no post for who files
        "S2": "晏听雨 0380-S2；负责人 席见山 0380-S2",
        "S3": "荀如许 0380-S3",
    }


def test_a_merge_tells_open_filed_and_accepted_tasks_apart(desk: Desk) -> None:
    send(desk)
    merge = UnitChange("merge", "S1", TODAY, "S2")

    def told() -> dict[str, tuple[int, bool, bool]]:
        found = unit_effects(desk.reviewer, merge)
        return {
            str(item.what): (item.count, item.decide, item.stays)
            for item in found
            if "填报任务" in str(item.what) or "上报" in str(item.what)
        }

    with translation.override("zh-hans"):
        assert told() == {"期限在此之后、未报的填报任务": (1, True, False)}
        submission = filed(desk)
        assert told() == {
            "留在本单位代码下的上报": (1, False, True),
            "审核中的上报": (1, False, True),
            "期限在此之后、已报待审的填报任务": (1, False, True),
        }
        services.accept(actor=desk.reviewer, submission=submission)
        assert told() == {
            "留在本单位代码下的上报": (1, False, True),
            "期限在此之后、已通过的填报任务": (1, False, True),
        }


def _merge(desk: Desk, code: str, on: date) -> None:
    merge_org_units(
        actor=desk.world.actor,
        predecessor=OrgUnit.objects.get(code=code),
        successor=OrgUnit.objects.get(code="S2"),
        on=on,
        reason="布局调整",
    )


@pytest.mark.parametrize("on", [TODAY, date(2026, 7, 15)], ids=["merged", "to be merged before the deadline"])
def test_a_school_that_is_closed_by_the_deadline_is_neither_offered_nor_asked(desk: Desk, on: date) -> None:
    _merge(desk, "S1", on)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="reviewer"))
    address = reverse("ledgers:task-send", args=[desk.ledger.key, PERIOD.code])
    page = client.get(f"{address}?due_on={DUE}").content.decode()
    assert 'value="S1"' not in page and 'value="S2"' in page and "S1小学，" in page
    assert (f"?due_on={on - timedelta(days=1)}" in page) == (on > TODAY)
    values = {"due_on": str(DUE), "remind_days": "", "minutes": "15", "note": "", "unit": ["S1", "S2"]}
    answer = client.post(address, values)
    assert answer.status_code == 422 and f"S1小学（{on}）起撤并" in answer.content.decode()
    assert not FilingTask.objects.exists()
    task = send(desk, ("S2",))
    with pytest.raises(TaizhangError):
        services.add_units(actor=desk.reviewer, task=task, org_units=["S1"], due_on=DUE)
    if on > TODAY:
        earlier = on - timedelta(days=1)
        assert 'value="S1"' in client.get(f"{address}?due_on={earlier}").content.decode()
        services.add_units(actor=desk.reviewer, task=task, org_units=["S1"], due_on=earlier)
        with pytest.raises(TaizhangError):
            services.move_deadline(actor=desk.reviewer, task=task, org_units=["S1"], due_on=DUE)


def test_a_task_of_a_period_that_ends_after_the_merge_lapses_and_its_record_stays(desk: Desk) -> None:
    later = Period.parse("2026H2")
    task = services.send_filing_task(
        actor=desk.reviewer, ledger=desk.ledger, period=later, org_units=["S1", "S3"], due_on=DUE, minutes=5
    )
    before = send(desk, ("S1", "S3"))
    with translation.override("zh-hans"):
        effects = unit_effects(desk.reviewer, UnitChange("merge", "S1", TODAY, "S2"))
        lapsing = [(item.count, item.decide) for item in effects if "期末在此之后" in str(item.what)]
    assert lapsing == [(1, False)]
    _merge(desk, "S1", TODAY)
    assert unit_name(OrgUnit.objects.get(code="S1"), later) == "S1小学", "a unit that is gone keeps its name"
    assert queries.owed_codes(task) == {"S3"} and queries.owed_codes(before) == {"S1", "S3"}
    owed = queries.owed_by([(desk.ledger, later), (desk.ledger, PERIOD)])
    assert [[item.unit.code for item in units] for units in owed.values()] == [["S3"], ["S1", "S3"]]
    assert task.duties.count() == 2
