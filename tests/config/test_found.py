"""An empty installation gets its first unit and its first administrator from the command line."""

from __future__ import annotations

import sys

import pytest

from taizhang.accounts.models import User
from taizhang.config.cli import main
from taizhang.core.permissions import Permission
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.queries import actor_for

PASSWORD = "一个长口令12345"


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["taizhang", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.mark.django_db
def test_the_founder_may_build_the_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed(monkeypatch, "found", "YX", "云溪县", "--admin", "boss", "--password", PASSWORD) == 0
    founder = User.objects.get(username="boss")
    assert founder.check_password(PASSWORD)
    assert OrgUnit.objects.get().code == "YX"
    actor_for(founder).require(Permission.MANAGE_ORGANISATION, "YX")


@pytest.mark.django_db
def test_a_weak_password_founds_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "found", "YX", "云溪县", "--admin", "boss", "--password", "123") == 2
    assert "boss" in capsys.readouterr().err
    assert not OrgUnit.objects.exists()
    assert not User.objects.exists()
