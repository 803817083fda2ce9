"""The daily letter over a real SMTP server on loopback: one a person, none twice, failures told in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.test import Client
from django.urls import reverse

from taizhang.accounts import letters
from taizhang.accounts.letters import LetterLine
from taizhang.accounts.models import Letter, User
from taizhang.core import clock
from taizhang.core.jobs import run_now
from taizhang.core.permissions import Role
from taizhang.organisation.queries import names
from tests.organisation.world import World, small_county

DAY = date(2026, 7, 6)
pytestmark = pytest.mark.django_db


class Box(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(settings: Any) -> Iterator[Box]:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", controller.port, False
    yield box
    controller.stop()


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """Two apps remind the first person, one the others: no address, switched off."""
    made = [
        User.objects.create(username="a", full_name="麦小满", email="a@example.cn"),
        User.objects.create(username="b", full_name="安知远"),
        User.objects.create(username="c", full_name="谷雨", email="c@example.cn", daily_mail=False),
    ]

    def of(subject: str, due: date) -> Any:
        return lambda _user: [LetterLine(subject, f"{subject}还没报", "/ledgers/", due)]

    def first(_day: date) -> Any:
        return {user.pk: of("学籍", date(2026, 7, 10)) for user in made}

    def second(_day: date) -> Any:
        return {made[0].pk: of("方案", date(2026, 7, 1))}

    monkeypatch.setattr(letters, "_providers", [first, second])
    return made


def send() -> None:
    run_now(kind="daily-letters", arguments={"day": DAY.isoformat()})


def test_one_letter_a_person_with_all_lines_and_none_twice(server: Box, people: list[User]) -> None:
    send()
    send()
    (letter,) = server.letters
    assert letter["To"] == "a@example.cn"
    body = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert body.index("方案还没报") < body.index("学籍还没报") and "http" in body
    kept = Letter.objects.get()
    assert (kept.line_count, kept.error, kept.subject) == (2, "", "台账：2 件待办，其中 1 件逾期")
    assert kept.sent_at is not None


def test_a_failure_is_kept_in_words_and_tried_again(server: Box, people: list[User], settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    send()
    assert Letter.objects.get().error == "连不上邮件服务器，请核对地址和端口。"
    settings.EMAIL_PORT = port
    send()
    assert (len(server.letters), Letter.objects.get().error, Letter.objects.get().tries) == (1, "", 2)


def test_a_letter_tried_again_goes_to_the_address_that_was_put_right(
    server: Box, people: list[User], settings: Any
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    send()
    User.objects.filter(username="a").update(email="right@example.cn")
    settings.EMAIL_PORT = port
    send()
    assert [letter["To"] for letter in server.letters] == ["right@example.cn"]
    assert Letter.objects.get().address == "right@example.cn"


def test_the_administrator_tries_the_settings_and_never_sees_the_password(server: Box, settings: Any) -> None:
    world: World = small_county()
    settings.EMAIL_HOST_PASSWORD = "秘密口令abc"
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.admin)
    address = reverse("accounts:mail-page")
    page = client.get(address).content.decode()
    assert "127.0.0.1" in page and "秘密口令" not in page and "已设置" in page
    settings.EMAIL_HOST_PASSWORD = ""
    assert client.post(address, {"to": "没有邮箱"}).status_code == 422
    assert client.post(address, {"to": "x@example.cn"}).status_code == 302
    assert [letter["To"] for letter in server.letters] == ["x@example.cn"]
    settings.EMAIL_PORT = free_port()
    refused = client.post(address, {"to": "x@example.cn"})
    assert refused.status_code == 422 and "连不上邮件服务器" in refused.content.decode()


def test_everybody_has_a_switch_and_a_wrong_address_changes_nothing(people: list[User]) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people[0])
    address = reverse("accounts:mail-switch")
    client.post(address, {"email": "不是邮箱", "daily": "1"})
    assert User.objects.get(username="a").email == "a@example.cn"
    refused = client.post(address, {"email": " ", "daily": "1"}, follow=True).content.decode()
    assert "要用邮件提醒，请先填邮箱" in refused
    User.objects.filter(username="a").update(email="", daily_mail=True)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert 'name="daily" value="1">' in page  # not ticked: there is nowhere to send it to
    User.objects.filter(username="a").update(email="a@example.cn")
    assert User.objects.get(username="a").email == "a@example.cn"
    client.post(address, {"email": "new@example.cn"})
    user = User.objects.get(username="a")
    assert (user.email, user.daily_mail) == ("new@example.cn", False)
    send_count = letters.write_letters(DAY)
    assert send_count == 0


def test_ones_own_page_names_the_unit_of_a_role() -> None:
    """The code of a unit says nothing to its people."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(small_county().person(Role.SCHOOL_CLERK, "S1"))
    page = client.get(reverse("accounts:profile")).content.decode()
    name = names(["S1"], clock.today())["S1"]
    assert f"· {name} ·" in page and "· S1 ·" not in page
