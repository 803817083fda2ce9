"""The day's reminders as they leave: a real SMTP server on loopback takes the letters that the worker sends."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from taizhang.accounts.models import User
from taizhang.accounts.tasks import try_again
from taizhang.core import jobs
from taizhang.core.daily import run_day
from taizhang.core.models import Job, JobState
from taizhang.ledgers import services
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_services import filed

pytestmark = pytest.mark.django_db
TODAY, DUE = date(2026, 7, 6), date(2026, 7, 7)
Capture = Callable[..., Any]


class Postbox:
    """Takes letters, or refuses the recipients it is told to."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    def read(self) -> dict[str, EmailMessage]:
        """By recipient, as a mail program reads them."""
        found: dict[str, EmailMessage] = {}
        for to, content in self.letters:
            assert len(to) == 1 and to[0] not in found  # nobody sees another's address, nobody gets two
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found[to[0]] = message
        return found


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "taizhang@example.cn"
    yield box
    server.stop()


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two schools owe a filing tomorrow; their clerks and the reviewer have addresses."""
    monkeypatch.setattr(django_settings, "TODAY", TODAY)
    for name in ("clerk", "other", "reviewer"):
        User.objects.filter(username=name).update(email=f"{name}@example.cn", phone="13900000000")
    services.send_filing_task(
        actor=desk.reviewer, ledger=desk.ledger, period=PERIOD, org_units=["S1", "S2"], due_on=DUE, minutes=5,
        note="毕业班已离校，请据实填。", remind_days=[1],
    )  # fmt: skip
    return desk


def begin_day(day: date, capture: Capture) -> list[Job]:
    """As the worker does it in the morning."""
    with capture(execute=True):
        run_day(day)
    waiting = list(Job.objects.filter(state=JobState.QUEUED).exclude(kind="figure-run"))
    for job in waiting:
        with capture(execute=True):
            jobs.run_one(job.pk)
        job.refresh_from_db()
    return waiting


def test_the_letters_arrive_in_chinese_one_each_and_name_nobody_else(
    asked: Desk, postbox: Postbox, django_capture_on_commit_callbacks: Capture
) -> None:
    begin_day(TODAY, django_capture_on_commit_callbacks)
    letters = postbox.read()
    assert set(letters) == {"clerk@example.cn", "other@example.cn"}
    letter = letters["clerk@example.cn"]
    assert letter["Subject"].strip() == f"台账：待填报：{asked.ledger.title.zh} · {PERIOD.title.zh}"
    assert (letter["To"], str(letter["From"])) == ("clerk@example.cn", "台账 <taizhang@example.cn>")
    assert letter.get_content_charset() == "utf-8"
    body = letter.get_content()
    assert "2026年7月7日" in body and "毕业班已离校，请据实填。" in body
    assert reverse("ledgers:filing-page", args=[asked.ledger.key, PERIOD.code, "S1"]) in body
    assert "13900000000" not in body and "S2" not in body and "other" not in body
    for _to, content in postbox.letters:
        content.partition(b"\r\n\r\n")[0].decode("ascii")  # no header in a server's way


def test_the_same_morning_again_sends_nothing_more(
    asked: Desk, postbox: Postbox, django_capture_on_commit_callbacks: Capture
) -> None:
    begin_day(TODAY, django_capture_on_commit_callbacks)
    assert begin_day(TODAY, django_capture_on_commit_callbacks) == [] and len(postbox.letters) == 2


def test_a_refused_letter_is_tried_again_later_and_the_others_are_not_sent_twice(
    asked: Desk, postbox: Postbox, django_capture_on_commit_callbacks: Capture
) -> None:
    postbox.refused = {"other@example.cn"}
    begin_day(TODAY, django_capture_on_commit_callbacks)
    assert set(postbox.read()) == {"clerk@example.cn"}
    waiting = DBTaskResult.objects.get(task_path=try_again.module_path, status="READY")
    assert waiting.run_after is not None and waiting.run_after > timezone.now()
    postbox.refused = set()
    try_again.call(*waiting.args_kwargs["args"])
    begin_day(TODAY, django_capture_on_commit_callbacks)
    assert set(postbox.read()) == {"clerk@example.cn", "other@example.cn"}
    assert DBTaskResult.objects.filter(task_path=try_again.module_path).count() == 1


def test_who_filed_and_has_to_mend_it_is_not_told_to_have_filed_nothing(
    asked: Desk, postbox: Postbox, django_capture_on_commit_callbacks: Capture
) -> None:
    submission = filed(asked)
    services.return_(actor=asked.reviewer, submission=submission, comment="再核一遍")
    begin_day(TODAY, django_capture_on_commit_callbacks)
    letter = postbox.read()["clerk@example.cn"]
    assert "待修改" in letter["Subject"] and "待修改，请于2026年7月7日前改好再报" in letter.get_content()
    assert "还没有上报" not in letter.get_content()
